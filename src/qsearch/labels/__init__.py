"""Suggest labels: features, model, training, evaluation and storage; scikit-learn stays inside."""
