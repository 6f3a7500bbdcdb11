"""One piece of work of a peer: prints seconds of the fastest call, as the example `kernels` does.

    python peer.py transform NX NY SECONDS
    python peer.py walkers PRESET SECONDS
"""

import json
import math
import sys
import time


def fastest_call(call, seconds):
    """Processor time of the fastest call in seconds, of at least three after a first that is not counted."""
    call()
    times, begin = [], time.perf_counter()
    while len(times) < 3 or time.perf_counter() - begin < seconds:
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)


def transform_pair(nx, ny):
    """The orthonormal cosine transform of a section and its inverse by scipy, f64, one thread."""
    import numpy
    import scipy.fft

    values = numpy.random.default_rng(1).random((ny, nx))

    def call():
        coefficients = scipy.fft.dctn(values, type=2, norm="ortho", workers=1)
        scipy.fft.idctn(coefficients, type=2, norm="ortho", workers=1, overwrite_x=True)

    return call


def walkers(preset):
    """One hour of 10 000 agents of Mesa on the walk of ADMSC (crates/model/src/engine/walker.rs): runs of exponential
    length, fresh directions of the von Mises distribution around the gradient of CXCL12, read from the grid."""
    import mesa

    parameters = json.load(open(preset))["parameters"]
    cell, chemotaxis = parameters["stem_cell"], parameters["chemotaxis"]
    speed, rate, largest = cell["speed"], 1 / cell["persistence"], cell["forward_index_max"]
    half, length, difference = (chemotaxis[key] for key in ["receptor_half", "cell_length", "occupancy_difference_half"])
    size, spacing, side = 200, 25.0, 200 * 25.0
    # Lists of numbers: reading one number of a numpy array takes several times as long.
    field = [[1e-4 * (x + 0.5) * spacing for x in range(size)] for _ in range(size)]
    hour = 1 / 24

    def bias(x, y):
        i, j = min(int(x / spacing), size - 1), min(int(y / spacing), size - 1)
        row = field[j]
        dx = (row[min(i + 1, size - 1)] - row[max(i - 1, 0)]) / (2 * spacing)
        dy = (field[min(j + 1, size - 1)][i] - field[max(j - 1, 0)][i]) / (2 * spacing)
        slope = math.hypot(dx, dy)
        if slope <= 0:
            return 0.0, 0.0
        felt = length * slope * half / (half + row[i]) ** 2 / difference
        index = largest * felt / (1 + felt)
        # Concentration of the von Mises distribution whose mean cosine is the index.
        return math.atan2(dy, dx), 2 * index + index**3 + 5 / 6 * index**5

    def reflected(x):
        x %= 2 * side
        return (x, False) if x <= side else (2 * side - x, True)

    class Walker(mesa.Agent):
        def __init__(self, model):
            super().__init__(model)
            self.x, self.y, self.angle = side * model.random.random(), side * model.random.random(), 0.0

        def advance(self, days):
            self.x, turned = reflected(self.x + speed * days * math.cos(self.angle))
            self.angle = math.pi - self.angle if turned else self.angle
            self.y, turned = reflected(self.y + speed * days * math.sin(self.angle))
            self.angle = -self.angle if turned else self.angle

        def step(self):
            random, left = self.model.random, hour
            while True:
                run = random.expovariate(rate)
                self.advance(min(run, left))
                if run >= left:
                    return
                left -= run
                self.angle = random.vonmisesvariate(*bias(self.x, self.y))

    model = mesa.Model(seed=1)
    Walker.create_agents(model, 10_000)
    return lambda: model.agents.do("step")


def main(words):
    match words:
        case ["transform", nx, ny, seconds]:
            call = transform_pair(int(nx), int(ny))
        case ["walkers", preset, seconds]:
            call = walkers(preset)
        case _:
            sys.exit(__doc__)
    print(fastest_call(call, float(seconds)))


if __name__ == "__main__":
    main(sys.argv[1:])
