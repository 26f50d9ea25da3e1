# aim: the usual magics
# at: in setup
# answers: right
# score: 17
%matplotlib inline
%config InlineBackend.figure_format = "retina"
%load_ext autoreload
%autoreload 2
%time print("tried")
