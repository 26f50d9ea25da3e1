# style: NumPy's argmax, so an int64 and a float64 of NumPy
def best_pass(validation_accuracies, test_accuracies):
    import numpy as np

    best = np.argmax(validation_accuracies)
    return best, np.array(test_accuracies)[best]
