"""The transform pair of `cargo bench --bench fields` with scipy in f64 on one thread: median over 1.5 s a size.

    python3 -m venv /tmp/scipy && /tmp/scipy/bin/pip install scipy && /tmp/scipy/bin/python benches/scipy_pair.py

Run it in the same minutes as the bench: only the ratio means anything.
"""

import statistics
import time

import numpy
import scipy.fft

print("scipy", scipy.__version__, "numpy", numpy.__version__)
for shape in [(80, 160), (200, 200), (512, 512), (1000, 1000)]:
    values = numpy.random.default_rng(1).random(shape)
    times = []
    end = time.perf_counter() + 1.5
    while time.perf_counter() < end:
        start = time.perf_counter()
        coefficients = scipy.fft.dctn(values, type=2, norm="ortho", workers=1)
        scipy.fft.idctn(coefficients, type=2, norm="ortho", workers=1, overwrite_x=True)
        times.append(time.perf_counter() - start)
    median = statistics.median(times)
    print(f"{shape[1]}x{shape[0]}: {median * 1e6:.1f} us, {values.size / median / 1e6:.1f} M voxels/s")
