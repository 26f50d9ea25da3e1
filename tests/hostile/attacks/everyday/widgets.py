# aim: sliders, buttons and interact
# answers: right
# score: 17
import ipywidgets as widgets
from IPython.display import display

slider = widgets.IntSlider(3)
display(slider, widgets.Button(description="go"))
widgets.interact(lambda x: x * x, x=(1, 9))
print("tried")
