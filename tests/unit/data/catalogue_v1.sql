-- A home as version 1 of the tables left it (an invented plan, published and as a draft). Never edit.
BEGIN TRANSACTION;
CREATE TABLE changes (
        revision BIGINT NOT NULL PRIMARY KEY,
        plan_id TEXT NOT NULL,
        kind TEXT NOT NULL
    );
INSERT INTO "changes" VALUES(1795262092128,'p4e4efa7893a891','added');
INSERT INTO "changes" VALUES(1795262092147,'p0c9847adfd7f47','added');
CREATE TABLE files (
        plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        stem TEXT NOT NULL,
        sha256 TEXT,
        suffix TEXT,
        added_at TEXT NOT NULL,
        PRIMARY KEY (plan_id, name)
    );
INSERT INTO "files" VALUES('p4e4efa7893a891','雲海.pdf','雲海',NULL,NULL,'2026-11-21T11:54:52.119421+00:00');
INSERT INTO "files" VALUES('p0c9847adfd7f47','雲海.pdf','雲海',NULL,NULL,'2026-11-21T11:54:52.147101+00:00');
CREATE TABLE items (
        id TEXT NOT NULL PRIMARY KEY,
        plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        text TEXT NOT NULL,
        number TEXT,
        dimension TEXT,
        subdimension TEXT,
        execution_item TEXT,
        criterion TEXT,
        ancestors TEXT,
        steps TEXT,
        deadline TEXT,
        units TEXT,
        kpi_number TEXT,
        kpi_text TEXT,
        extra TEXT,
        label_framework TEXT NOT NULL,
        label_dimension TEXT,
        label_subdimension TEXT,
        label_execution_item TEXT,
        schedule_kind TEXT NOT NULL,
        schedule_dates TEXT,
        schedule_every TEXT,
        source TEXT
    );
INSERT INTO "items" VALUES('i4e4efa78a75d3f638bcf','p4e4efa7893a891',1,'設置導覽預約單一窗口','(1)','服務流程','服務流程便捷性','單一窗口服務全功能程度','窗口功能','[["一、","前臺"],[null,"預約"]]','[["1","102年3月"],["2","102年9月"]]','102年9月','["展覽組","秘書室"]','K1','預約成功率','[["預期目標","九成五"]]','quality-award','服務流程','服務流程便捷性','單一窗口服務全功能程度','by','["2013-03","2013-09"]',NULL,'["雲海.pdf",2,[2,3],[10,14]]');
INSERT INTO "items" VALUES('i4e4efa78978759ed0669','p4e4efa7893a891',2,'第2項：於服務臺試辦雨傘借用','1.2','服務流程',NULL,'單一窗口服務全功能程度',NULL,NULL,NULL,NULL,NULL,NULL,'滿意度',NULL,'other',NULL,NULL,NULL,'recurring',NULL,'quarter','["雲海.txt",null,[],null]');
INSERT INTO "items" VALUES('i0c9847adf2bd6236c31a','p0c9847adfd7f47',1,'設置導覽預約單一窗口','(1)','服務流程','服務流程便捷性','單一窗口服務全功能程度','窗口功能','[["一、","前臺"],[null,"預約"]]','[["1","102年3月"],["2","102年9月"]]','102年9月','["展覽組","秘書室"]','K1','預約成功率','[["預期目標","九成五"]]','quality-award','服務流程','服務流程便捷性','單一窗口服務全功能程度','by','["2013-03","2013-09"]',NULL,'["雲海.pdf",2,[2,3],[10,14]]');
INSERT INTO "items" VALUES('i0c9847ad1724d3ff14fa','p0c9847adfd7f47',2,'第2項：於服務臺試辦雨傘借用','1.2','服務流程',NULL,'單一窗口服務全功能程度',NULL,NULL,NULL,NULL,NULL,NULL,'滿意度',NULL,'other',NULL,NULL,NULL,'recurring',NULL,'quarter','["雲海.txt",null,[],null]');
CREATE TABLE plans (
        id TEXT NOT NULL PRIMARY KEY,
        institution TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('published', 'draft')),
        title TEXT NOT NULL,
        agency TEXT NOT NULL,
        year INTEGER,
        framework TEXT NOT NULL,
        document_number TEXT,
        issued TEXT,
        basis TEXT,
        goals TEXT,
        targets TEXT,
        period TEXT,
        steps TEXT,
        control TEXT,
        form TEXT NOT NULL,
        partial INTEGER NOT NULL,
        file TEXT NOT NULL,
        item_count INTEGER NOT NULL,
        digest TEXT NOT NULL,
        added_at TEXT NOT NULL,
        changed_at TEXT NOT NULL
    );
INSERT INTO "plans" VALUES('p4e4efa7893a891','cloud-sea','published','雲海美術館102年度提升服務品質執行計畫','雲海美術館',102,'quality-award','雲秘字第1020000001號','102年1月15日','["上級機關核定之實施計畫"]','["讓觀眾少跑一趟","讓回覆更快"]','本館各組室','102年1月1日至12月31日','["訂定","推動"]','["每季檢討"]','two-column',0,'雲海.pdf',2,'68b1e08eefd7c9f0246606a78fdb14b3f50421db50865cfa31374d33f562211a','2026-11-21T11:54:52.119421+00:00','2026-11-21T11:54:52.119421+00:00');
INSERT INTO "plans" VALUES('p0c9847adfd7f47','cloud-sea','draft','雲海美術館102年度提升服務品質執行計畫','雲海美術館',102,'quality-award','雲秘字第1020000001號','102年1月15日','["上級機關核定之實施計畫"]','["讓觀眾少跑一趟","讓回覆更快"]','本館各組室','102年1月1日至12月31日','["訂定","推動"]','["每季檢討"]','two-column',0,'雲海.pdf',2,'68b1e08eefd7c9f0246606a78fdb14b3f50421db50865cfa31374d33f562211a','2026-11-21T11:54:52.147101+00:00','2026-11-21T11:54:52.147101+00:00');
CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL);
INSERT INTO "schema_version" VALUES(1,'plans','2026-11-21T11:54:52.102833+00:00');
CREATE TABLE warnings (
        plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        page INTEGER,
        PRIMARY KEY (plan_id, ordinal)
    );
INSERT INTO "warnings" VALUES('p4e4efa7893a891',0,'number-gap','項次不連續',2);
INSERT INTO "warnings" VALUES('p4e4efa7893a891',1,'no-unit','未印單位',NULL);
INSERT INTO "warnings" VALUES('p0c9847adfd7f47',0,'number-gap','項次不連續',2);
INSERT INTO "warnings" VALUES('p0c9847adfd7f47',1,'no-unit','未印單位',NULL);
CREATE UNIQUE INDEX items_by_plan ON items (plan_id, position);
CREATE INDEX files_by_stem ON files (stem);
CREATE INDEX files_by_original ON files (sha256);
COMMIT;
