"""Suggest labels: features, model, training, evaluation, store; scikit-learn stays inside.

Import from the modules: `store` and `suggestions` need numpy alone, `training`, `evaluation`
and `building` pull in scikit-learn.
"""
