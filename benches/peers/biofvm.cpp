// BioFVM's implicit solver in steps of 0.01 min, for four species on 200 x 200 voxels of 25 um.
//
//     biofvm SECONDS    # the last line has the processor time of the fastest step, in seconds
//     biofvm error      # the last line has the largest error after 1 h of decay of three waves, over the largest value
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <tuple>

#include "BioFVM.h"

constexpr int SIZE = 200, SPECIES = 4, STEPS_OF_AN_HOUR = 6000;
constexpr double SPACING = 25.0, DIFFUSION = 600.0, LOSS = 12.8 / 1440.0, STEP = 0.01;  // um, um^2/min, 1/min, min

// Three waves that mirrored walls hold, `minutes` after the beginning: exact on the grid.
double waves(int x, int y, double minutes) {
    double sum = 0.0;
    for (const auto& [i, j, height] : {std::tuple{0, 0, 3.0}, {3, 2, 1.0}, {40, 25, 0.5}}) {
        const double a = 2.0 * std::sin(0.5 * M_PI * i / SIZE) / SPACING, b = 2.0 * std::sin(0.5 * M_PI * j / SIZE) / SPACING;
        const double left = std::exp(-(LOSS + DIFFUSION * (a * a + b * b)) * minutes);
        sum += height * left * std::cos(M_PI * i * (x + 0.5) / SIZE) * std::cos(M_PI * j * (y + 0.5) / SIZE);
    }
    return sum;
}

double error_after_an_hour(BioFVM::Microenvironment& field) {
    for (int step = 0; step < STEPS_OF_AN_HOUR; ++step) {
        field.simulate_diffusion_decay(STEP);
    }
    double error = 0.0, largest = 0.0;
    for (int voxel = 0; voxel < SIZE * SIZE; ++voxel) {
        const double exact = waves(voxel % SIZE, voxel / SIZE, STEP * STEPS_OF_AN_HOUR);
        error = std::max(error, std::abs(field.density_vector(voxel)[0] - exact));
        largest = std::max(largest, std::abs(exact));
    }
    return error / largest;
}

double fastest_step(BioFVM::Microenvironment& field, double seconds) {
    field.simulate_diffusion_decay(STEP);
    const auto begin = std::chrono::steady_clock::now();
    const auto since = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
    double fastest = HUGE_VAL;
    for (int calls = 0; calls < 3 || since() < seconds; ++calls) {
        const auto start = std::clock();
        field.simulate_diffusion_decay(STEP);
        fastest = std::min(fastest, double(std::clock() - start) / CLOCKS_PER_SEC);
    }
    return fastest;
}

int main(int count, char** words) {
    if (count != 2) {
        std::fprintf(stderr, "biofvm SECONDS | biofvm error\n");
        return 2;
    }
    BioFVM::Microenvironment field;
    // One species is there from the beginning.
    field.set_density(0, "species 0", "ng/mL", DIFFUSION, LOSS);
    for (int species = 1; species < SPECIES; ++species) {
        field.add_density("species " + std::to_string(species), "ng/mL", DIFFUSION, LOSS);
    }
    field.resize_space_uniform(0.0, SIZE * SPACING, 0.0, SIZE * SPACING, -0.5 * SPACING, 0.5 * SPACING, SPACING);
    field.diffusion_decay_solver = BioFVM::diffusion_decay_solver__constant_coefficients_LOD_2D;
    if (field.number_of_voxels() != SIZE * SIZE) {
        std::fprintf(stderr, "%u voxels instead of %d\n", unsigned(field.number_of_voxels()), SIZE * SIZE);
        return 1;
    }
    for (int voxel = 0; voxel < SIZE * SIZE; ++voxel) {
        std::fill_n(field.density_vector(voxel).begin(), SPECIES, waves(voxel % SIZE, voxel / SIZE, 0.0));
    }
    const bool asks_error = std::string(words[1]) == "error";
    std::printf("%.9g\n", asks_error ? error_after_an_hour(field) : fastest_step(field, std::atof(words[1])));
}
