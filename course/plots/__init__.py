"""The figures of the labs: each function returns a `Picture`, which a notebook shows as the last value of a cell."""

from course.plots.bars import bits_bars, labelled_bars
from course.plots.character_model import (
    gate_map,
    gradient_distance,
    lstm_cell,
    stateful_rows,
)
from course.plots.classifiers import confusion_matrix
from course.plots.digits import (
    accuracy_by_row,
    answers_by_row,
    digit_gallery,
    orders_compared,
    reading_orders,
    row_reader,
    rows_entering,
)
from course.plots.names import divergence, gradient_lengths, name_step, padded_names, state_paths
from course.plots.news import packed_steps, pipeline_parts
from course.plots.ngrams import (
    bits_by_memory,
    bytes_in_memory,
    coverage_by_n,
    one_hot_times_weight,
    windows_of_text,
)
from course.plots.one_direction import (
    impulse_lengths,
    impulse_response,
    recurrence,
    with_and_without_tanh,
    yours_and_expected,
)
from course.plots.readers import next_letters, text_reader, what_is_read
from course.plots.sentiment import passes_curves, word_weights
from course.plots.shape_card import shape_card
from course.plots.shapes import letter_scores, loss_curve, output_and_state, packing, tensor_boxes
from course.plots.style import (
    BLUE,
    CARD,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PINK,
    SKY,
    STYLE,
    VERMILION,
    YELLOW,
    Picture,
    arrow,
    box,
    diagram,
    figure,
    show,
)
from course.plots.tagging import (
    accuracy_by_group,
    accuracy_by_tag,
    best_epoch,
    occlusion_maps,
    padded_batch,
    tagged_sentence,
)
from course.plots.two_directions import (
    accuracy_by_position,
    influence_map,
    influence_maps,
    padding_cost,
    state_rows,
    two_chains,
)
from course.plots.word_vectors import neighbour_map, word_plane
