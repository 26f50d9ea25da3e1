"""What stands in a release where the source has a solution."""

import re

from nbgrader.preprocessors import ClearSolutions

_NEXT = "\0title\0"  # stands for the title of the next region while nbgrader cuts them


class ClearNamedSolutions(ClearSolutions):
    """Replace a solution by a stub that names its exercise.

    ``### BEGIN SOLUTION 1.2: return the next state`` becomes
    ``raise NotImplementedError("Exercise 1.2: return the next state")``.
    """

    def _replace_solution_region(self, cell, language):
        titles = re.findall(r"BEGIN SOLUTION +(\d.*)", cell.source)
        if cell.cell_type != "code" or not titles:
            return super()._replace_solution_region(cell, language)
        stub = self.code_stub
        self.code_stub = {language: f'# YOUR CODE HERE\nraise NotImplementedError("Exercise {_NEXT}")'}
        try:
            replaced = super()._replace_solution_region(cell, language)
        finally:
            self.code_stub = stub
        for title in titles:
            cell.source = cell.source.replace(_NEXT, title.strip().replace('"', "'"), 1)
        return replaced
