"""Suggest labels: features, model, training, evaluation, store; scikit-learn stays inside.

Loading and suggesting need numpy alone; training and evaluating import scikit-learn when asked.
"""
