//! Speed of the rules of the cells and of a whole patient-year: `cargo bench --bench model`.
//!
//! Throughput of cells counts agent-steps: one call of a rule for one cell. Each patient-year prints how much work it
//! was: if agent-steps or transforms grow while the model is the same, efficiency was lost silently. Times are of one
//! core; only ratios within one run mean anything, the counts are exact.

#[path = "../crates/model/tests/common/mod.rs"]
mod common;

use std::hint::black_box;

use admsc_sim::engine::field::FieldWork;
use admsc_sim::parallel::Serial;
use admsc_sim::rules::species::ALL;
use admsc_sim::rules::tissue::Tissue;
use admsc_sim::rules::{clearance, macrophage, polarisation, recruitment, secretion, stem_cell};
use admsc_sim::simulation::Simulation;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

/// Most memory of one run, MiB.
const MEMORY_BOUND_MIB: u64 = 200;

/// The runs of the bench: the shipped single doses, in the default window.
const RUNS: [&str; 2] = ["neuropathic-single", "discogenic-single"];

/// A patient of a shipped scenario on day 0, after the whole baseline.
fn patient(name: &str) -> Simulation {
    let text = format!("format = 1\nextends = \"builtin:{name}\"\n");
    let scenario = admsc_sim::scenario::load_str(name, &text, &[]).unwrap();
    common::simulation(scenario.setup)
}

/// Runs first, so that the peak is that of one run.
fn memory(_: &mut Criterion) {
    let mut simulation = patient(RUNS[0]);
    simulation.run_to(365.0, Serial, |_, _| {});
    let peak = common::peak_memory_bytes().map_or("not available".into(), |bytes| format!("{} MiB", bytes >> 20));
    println!("peak memory of one run of {}: {peak} (bound {MEMORY_BOUND_MIB} MiB)\n", RUNS[0]);
}

/// The rules of the cells three days after the needle: many of all kinds.
fn cells(criterion: &mut Criterion) {
    let mut simulation = patient(RUNS[0]);
    simulation.run_to(3.0, Serial, |_, _| {});
    let (plan, tissue) = (simulation.plan(), simulation.tissue());
    let mut group = criterion.benchmark_group("agent_step");

    group.throughput(Throughput::Elements(tissue.stem_cells.alive() as u64));
    group.bench_function("admsc_migration", |bencher| {
        let mut tissue = tissue.clone();
        bencher.iter(|| {
            stem_cell::migrate(plan, &mut tissue, Serial);
            tissue.clock.tick += 1;
        });
    });

    group.throughput(Throughput::Elements(tissue.macrophages.len() as u64));
    let mut rule = |name: &str, rule: &dyn Fn(&mut Tissue)| {
        group.bench_function(name, |bencher| {
            bencher.iter_batched_ref(|| tissue.clone(), |tissue| rule(black_box(tissue)), BatchSize::SmallInput);
        });
    };
    rule("macrophage_migration", &|tissue| macrophage::migrate(plan, tissue, Serial));
    rule("macrophage_polarisation", &|tissue| polarisation::switch_phenotype(plan, tissue, Serial));
    rule("macrophage_all_rules", &|tissue| {
        recruitment::enter(plan, tissue, Serial);
        macrophage::migrate(plan, tissue, Serial);
        polarisation::switch_phenotype(plan, tissue, Serial);
        clearance::clear(plan, tissue, Serial);
        macrophage::die(plan, tissue, Serial);
    });
    group.finish();
}

/// What feeds the fields, and their step over one interval.
fn field_interval(criterion: &mut Criterion) {
    let mut simulation = patient(RUNS[0]);
    simulation.run_to(3.0, Serial, |_, _| {});
    let (plan, tissue) = (simulation.plan(), simulation.tissue());
    let mut group = criterion.benchmark_group("field_interval");
    group.throughput(Throughput::Elements((ALL.len() * plan.setup.grid.len()) as u64));
    group.bench_function("sources_and_solve", |bencher| {
        bencher.iter_batched_ref(
            || tissue.clone(),
            |tissue| {
                secretion::feed(plan, black_box(tissue));
                tissue.fields.solve(&plan.transform, &plan.propagators, Serial)
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

/// A year after the baseline.
fn patient_year(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("patient_year");
    group.sample_size(10);
    for name in RUNS {
        let day_zero = patient(name);
        println!("{}", work_of_a_year(name, day_zero.clone()));
        group.bench_function(name, |bencher| {
            bencher.iter_batched_ref(
                || day_zero.clone(),
                |simulation| simulation.run_to(365.0, Serial, |_, _| {}),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

/// Agent-steps, transforms and skipped transforms of a year.
fn work_of_a_year(name: &str, mut simulation: Simulation) -> String {
    let field_ticks = simulation.plan().setup.cadence.field_ticks;
    let before = field_work(simulation.tissue());
    let (mut admsc, mut macrophages) = (0, 0);
    while simulation.tissue().clock.day() < 365.0 {
        let fields_due = simulation.tissue().clock.due(field_ticks);
        simulation.step(Serial);
        admsc += simulation.tissue().stem_cells.alive();
        macrophages += if fields_due { simulation.tissue().macrophages.len() } else { 0 };
    }
    let after = field_work(simulation.tissue());
    format!(
        "work of a year of {name}: {admsc} ADMSC-steps, {macrophages} macrophage-steps, {} field steps with {} forward \
         and {} inverse transforms, {} steps skipped",
        after.steps - before.steps,
        after.forward_transforms - before.forward_transforms,
        after.inverse_transforms - before.inverse_transforms,
        after.skipped_solves - before.skipped_solves,
    )
}

/// Counters of all fields together.
fn field_work(tissue: &Tissue) -> FieldWork {
    ALL.iter().fold(FieldWork::default(), |sum, species| {
        let work = tissue.fields.field(*species).work();
        FieldWork {
            steps: sum.steps + work.steps,
            forward_transforms: sum.forward_transforms + work.forward_transforms,
            inverse_transforms: sum.inverse_transforms + work.inverse_transforms,
            skipped_solves: sum.skipped_solves + work.skipped_solves,
            clipped: sum.clipped + work.clipped,
        }
    })
}

criterion_group!(benches, memory, cells, field_interval, patient_year);
criterion_main!(benches);
