//! The table of docs/performance.md: `cargo bench --bench table`, with `-- --write` into the page.
//!
//! Times are of the fastest call; operations and bytes are counted by formula, see [`Cost`].

mod machine;
#[path = "../../examples/kernels/work.rs"]
mod work;

use std::f64::consts::PI;
use std::fmt::Write;
use std::fs;
use std::process::Command;
use std::time::Duration;

use admsc_model::engine::field::{Field, Propagator};
use admsc_model::engine::transform::CosineTransform;
use admsc_model::math;
use admsc_model::parallel::{Parallel, Serial, awake};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Route, Setup};
use admsc_model::rules::species::ALL;
use admsc_model::rules::step::Steps;
use admsc_model::simulation::Simulation;

use machine::Machine;
use work::{Failure, KERNELS, Kernel, Make, Work, fastest_call, section};

/// The page and the place of the table in it.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/performance.md");
const MARKS: [&str; 2] = ["<!-- table -->\n", "<!-- /table -->\n"];

/// The two windows between which the growth of costs is measured: 0.2 and 0.8 million voxels.
const BIG: [[u32; 2]; 2] = [[640, 320], [1280, 640]];

/// Share of this machine that other work may take, for the figures to be worth keeping, %.
const MOST_OF_OTHERS: f64 = 4.0;

/// How long a kernel is called.
const LONG: Duration = Duration::from_millis(500);

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // Asked by this program of itself: the peak of a process is that of one window.
        ["--memory", nx, ny] => println!("{}", peak_of_window([nx.parse()?, ny.parse()?])?),
        [] => print!("{}", table()?),
        ["--write"] => {
            let before = busy();
            let table = table()?;
            print!("{table}");
            if let (Some(before), Some(after)) = (before, busy()) {
                let share = 100.0 * (after[0] - before[0]) / (after[1] - before[1]);
                if share > MOST_OF_OTHERS {
                    let said = format!(
                        "{share:.0} % of this machine was taken by other work, and {MOST_OF_OTHERS} % are allowed"
                    );
                    return Err(format!("not written: {said}; wait until it is calm").into());
                }
            }
            fs::write(PAGE, with_table(&fs::read_to_string(PAGE)?, &table)?)?;
        }
        _ => return Err("cargo bench --bench table [-- --write]".into()),
    }
    Ok(())
}

/// The page with another table.
fn with_table(page: &str, table: &str) -> Result<String, Failure> {
    let [begin, end] = MARKS;
    let (before, rest) = page.split_once(begin).ok_or("the page has no <!-- table -->")?;
    let (_, after) = rest.split_once(end).ok_or("the page has no <!-- /table -->")?;
    Ok(format!("{before}{begin}{table}{end}{after}"))
}

/// Everything, as Markdown.
fn table() -> Result<String, Failure> {
    let machine = Machine::measured();
    let mut text = String::new();
    writeln!(
        text,
        "{}, {}. One core: triad {:.1} GB/s, additions and multiplications {:.1} GFLOP/s, fused {:.1} GFLOP/s (f64).\n",
        said_by("date", &["+%-d %B %Y"]),
        processor(),
        machine.triad * 1e-9,
        machine.unfused * 1e-9,
        machine.fused * 1e-9
    )?;
    text += "| work, one core | time | per unit | error | of triad | of peak | of fused peak |\n|---|---|---|---|---|---|---|\n";
    for kernel in KERNELS {
        let Some(label) = label(&kernel) else { continue };
        let work = match kernel.make {
            Make::Alone(make) => make()?,
            Make::Patient(make) => {
                let day_three = work::day_three(work::setup()?)?;
                make(day_three.plan().clone(), day_three.tissue().clone())
            }
        };
        text += &row(&label, kernel.unit, work, cost(kernel.name), error(kernel.name)?, &machine);
    }
    text += &patient_year()?;
    text += "\n| growth | |\n|---|---|\n";
    for line in growth()? {
        text += &line;
    }
    Ok(text)
}

/// What a kernel is called in the table, if it stands there.
fn label(kernel: &Kernel) -> Option<String> {
    Some(match kernel.name {
        "transform-160x80" => "transform pair, 160 × 80".into(),
        "transform-512x512" => "transform pair, 512 × 512".into(),
        "transform-1000x1000" => "transform pair, 1000 × 1000".into(),
        "fields" | "sources" | "admsc-migration" | "macrophage-rules" | "matrix" | "day" => kernel.what.into(),
        _ => return None,
    })
}

/// Operations and bytes of one call, by formula.
///
/// A cosine transform of N voxels counts as 2.5·N·log₂N operations, the usual measure for one of real numbers; its bytes are
/// those of reading and writing every number once along each axis. The step of a spectrum is c·decay + source·gain: three operations, and
/// 40 bytes.
#[derive(Clone, Copy)]
struct Cost {
    operations: f64,
    bytes: f64,
}

fn cost(kernel: &str) -> Option<Cost> {
    let pair = |voxels: f64| Cost { operations: 5.0 * voxels * log2(voxels), bytes: 64.0 * voxels };
    Some(match kernel {
        "transform-160x80" => pair(12_800.0),
        "transform-512x512" => pair(262_144.0),
        "transform-1000x1000" => pair(1e6),
        "fields" => {
            let (pair, voxels) = (pair(12_800.0), 12_800.0);
            Cost { operations: 7.0 * (pair.operations + 3.0 * voxels), bytes: 7.0 * (pair.bytes + 40.0 * voxels) }
        }
        _ => return None,
    })
}

/// The logarithm to base 2.
fn log2(x: f64) -> f64 {
    math::ln(x) / std::f64::consts::LN_2
}

/// What a kernel of the engine achieves: largest error over largest value.
fn error(kernel: &str) -> Result<Option<f64>, Failure> {
    Ok(match kernel {
        "transform-160x80" => Some(error_of_pair(160, 80)?),
        "transform-512x512" => Some(error_of_pair(512, 512)?),
        "transform-1000x1000" => Some(error_of_pair(1000, 1000)?),
        "fields" => Some(error_of_step()?),
        _ => None,
    })
}

/// Of a transform and its inverse: what they should give back.
fn error_of_pair(nx: u32, ny: u32) -> Result<f64, Failure> {
    let transform = CosineTransform::new(&section(nx, ny))?;
    let values = work::numbers(transform.len());
    let mut back = values.clone();
    transform.forward(&mut back);
    transform.inverse(&mut back);
    Ok(largest_difference(&values, &back))
}

/// Of four steps of 6 h under a constant source of three waves, against the closed solution on the grid.
fn error_of_step() -> Result<f64, Failure> {
    let grid = section(160, 80);
    let (diffusion, loss) = (864_000.0, 12.8);
    let transform = CosineTransform::new(&grid)?;
    let propagator = Propagator::new(&grid, diffusion, loss, 0.25);
    let mut field = Field::new(&grid);
    let half_wave =
        |place: f64, waves: u32, size: u32| math::cos(PI * f64::from(waves) * (place / 25.0) / f64::from(size));
    let root = |waves: u32, size: u32| 2.0 * math::sin(0.5 * PI * f64::from(waves) / f64::from(size)) / 25.0;
    let sum = |of_wave: &dyn Fn(u32, u32) -> f64| -> Vec<f64> {
        let waves = [(0, 0, 3.0), (3, 2, 1.0), (40, 25, 0.5)];
        let at = |[x, y, _]: [f64; 3]| {
            waves
                .iter()
                .map(|&(i, j, height)| height * of_wave(i, j) * half_wave(x, i, 160) * half_wave(y, j, 80))
                .sum()
        };
        (0..grid.len()).map(|voxel| at(grid.centre_um(voxel))).collect()
    };
    let source = sum(&|_, _| 1.0);
    let exact = sum(&|i, j| {
        let rate = loss + diffusion * (root(i, 160) * root(i, 160) + root(j, 80) * root(j, 80));
        -math::expm1(-rate) / rate
    });
    for _ in 0..4 {
        field.step(&transform, &propagator, &source);
    }
    Ok(largest_difference(&exact, field.values()))
}

fn largest_difference(expected: &[f64], found: &[f64]) -> f64 {
    let largest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, |largest: f64, x| largest.max(x.abs()));
    largest(&mut expected.iter().zip(found).map(|(e, f)| e - f)) / largest(&mut expected.iter().copied())
}

fn row(name: &str, unit: &str, work: Work, cost: Option<Cost>, error: Option<f64>, machine: &Machine) -> String {
    let time = fastest_call(work.before, work.call, LONG);
    let share = |amount: Option<f64>, of: f64| {
        amount.map_or(String::new(), |amount| format!("{:.0} %", 100.0 * amount / time / of))
    };
    let operations = cost.map(|cost| cost.operations);
    format!(
        "| {name} | {} | {} a {unit} | {} | {} | {} | {} |\n",
        said(time),
        said(time / work.units as f64),
        error.map_or(String::new(), |error| format!("{error:.0e}")),
        share(cost.map(|cost| cost.bytes), machine.triad),
        share(operations, machine.unfused),
        share(operations, machine.fused),
    )
}

/// Baseline and year of one patient, each once.
fn patient_year() -> Result<String, Failure> {
    let setup = work::setup()?;
    let (mut day_zero, mut failed) = (None, None);
    let baseline = work::once(|| match Simulation::prepare(setup.clone(), 1, 0, Serial, |_| {}) {
        Ok(run) => day_zero = Some(run),
        Err(error) => failed = Some(error),
    });
    let mut run = day_zero.ok_or_else(|| format!("no baseline: {failed:?}"))?;
    let counts = counts_of_year(run.clone());
    let year = work::once(|| run.run_to(365.0, Serial, |_, _| {}));
    let row = |name, time, days| format!("| {name} | {} | {} a day | | | | |\n", said(time), said(time / days));
    Ok(row("baseline of 250 days", baseline, 250.0) + &row("a year after one needle", year, 365.0) + "\n" + &counts)
}

/// How much work a year is: if this grows while the model is the same, efficiency was lost silently.
fn counts_of_year(mut run: Simulation) -> String {
    let field_ticks = run.plan().setup.cadence.field_ticks;
    let done = |run: &Simulation| {
        ALL.map(|species| *run.tissue().fields.field(species).work()).iter().fold([0; 3], |[all, to, back], work| {
            [all + work.steps, to + work.forward_transforms, back + work.inverse_transforms]
        })
    };
    let before = done(&run);
    let (mut admsc, mut macrophages) = (0, 0);
    while run.tissue().clock.day() < 365.0 {
        let fields_due = run.tissue().clock.due(field_ticks);
        run.step(Serial);
        admsc += run.tissue().stem_cells.alive();
        macrophages += if fields_due { run.tissue().macrophages.len() } else { 0 };
    }
    let after = done(&run);
    let [steps, forward, inverse] = [0, 1, 2].map(|count: usize| after[count] - before[count]);
    format!(
        "That year is {admsc} steps of ADMSC, {macrophages} of macrophages and {steps} of fields, with {forward} transforms of sources \
         and {inverse} back.\n"
    )
}

/// How costs grow with the window and fall with threads, and what a voxel takes.
fn growth() -> Result<Vec<String>, Failure> {
    let line = |name: &str, value: String| format!("| {name} | {value} |\n");
    let mut windows = Vec::new();
    for size in BIG {
        let run = big_window(size)?;
        windows.push([days_of(&run, 1.0, 1, Serial)?, days_of(&run, 1.0, 2, Parallel)?]);
    }
    let [[small, _], [big, big_on_two]] = windows[..] else { return Err("two windows were measured".into()) };
    let [small_plan, big_plan] = BIG.map(plan_of);
    let default = work::day_three(work::setup()?)?;
    let [one, two] = [days_of(&default, 30.0, 1, Serial)?, days_of(&default, 30.0, 2, Parallel)?];
    let [less, more] = [peak_by_itself(BIG[0])?, peak_by_itself(BIG[1])?];
    let voxels = |[nx, ny]: [u32; 2]| f64::from(nx) * f64::from(ny);
    let added = voxels(BIG[1]) - voxels(BIG[0]);
    Ok(vec![
        line(
            "preparation of a window of 640 × 320, of 1280 × 640",
            format!("{}, {}", said(small_plan?), said(big_plan?)),
        ),
        line("a day at 640 × 320, at 1280 × 640, one core", format!("{}, {}", said(small), said(big))),
        line(
            "exponent of cost between them",
            format!("{:.2}", math::ln(big / small) / math::ln(voxels(BIG[1]) / voxels(BIG[0]))),
        ),
        line("2 threads over 1: 30 days at 160 × 80", format!("{:.2}", one / two)),
        line("2 threads over 1: a day at 1280 × 640", format!("{:.2}", big / big_on_two)),
        line("bytes per voxel and field, everything included", format!("{:.0}", (more - less) / added / 7.0)),
    ])
}

/// The patient of the kernels with all lengths of the window longer, lesion and doses with it: as many cells in a voxel.
fn bigger(mut setup: Setup, [nx, ny]: [u32; 2]) -> Setup {
    let scale = [f64::from(nx) / f64::from(setup.grid.nx), f64::from(ny) / f64::from(setup.grid.ny), 1.0];
    let scaled = |place: &mut [f64; 3]| place.iter_mut().zip(scale).for_each(|(x, scale)| *x *= scale);
    (setup.grid.nx, setup.grid.ny) = (nx, ny);
    scaled(&mut setup.lesion.from_um);
    scaled(&mut setup.lesion.to_um);
    for dose in &mut setup.doses {
        if let Route::Needle { tip_um } = &mut dose.route {
            scaled(tip_um);
        }
    }
    setup.baseline_days = 1;
    setup
}

/// Time to make a window ready, without its baseline.
fn plan_of(size: [u32; 2]) -> Result<f64, Failure> {
    let (setup, mut plan) = (bigger(work::setup()?, size), None);
    let time = work::once(|| plan = Some(Plan::new(setup, 1, 0)));
    plan.transpose()?;
    Ok(time)
}

/// A bigger window one day after the needle.
fn big_window(size: [u32; 2]) -> Result<Simulation, Failure> {
    let mut run = Simulation::prepare(bigger(work::setup()?, size), 1, 0, Serial, |_| {})?;
    run.run_to(1.0, Serial, |_, _| {});
    Ok(run)
}

/// Time of the next days by so many threads, the fastest of three.
fn days_of(run: &Simulation, days: f64, threads: usize, workers: impl Steps + Send) -> Result<f64, Failure> {
    let pool = (threads > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(threads).build()).transpose()?;
    let end = run.tissue().clock.day() + days;
    let times = (0..3).map(|_| {
        let mut run = run.clone();
        let mut days = || work::once(|| run.run_to(end, workers, |_, _| {}));
        match &pool {
            Some(pool) => pool.install(|| awake(days)),
            None => days(),
        }
    });
    Ok(times.fold(f64::INFINITY, f64::min))
}

/// Most memory of a process that has simulated a window, bytes.
fn peak_by_itself([nx, ny]: [u32; 2]) -> Result<f64, Failure> {
    let done = Command::new(std::env::current_exe()?).args(["--memory", &nx.to_string(), &ny.to_string()]).output()?;
    Ok(String::from_utf8(done.stdout)?.trim().parse()?)
}

fn peak_of_window(size: [u32; 2]) -> Result<f64, Failure> {
    big_window(size)?.run_to(2.0, Serial, |_, _| {});
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("the system does not tell the peak of memory")?;
    Ok(1024.0 * line.trim().trim_end_matches("kB").trim().parse::<f64>()?)
}

/// A time in three figures.
fn said(seconds: f64) -> String {
    let [(factor, unit), ..] = [(1e9, "ns"), (1e6, "µs"), (1e3, "ms"), (1.0, "s")]
        .into_iter()
        .filter(|(factor, unit)| seconds * factor < 999.5 || *unit == "s")
        .collect::<Vec<_>>()[..]
    else {
        return String::new();
    };
    let value = seconds * factor;
    let digits = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{value:.digits$} {unit}")
}

/// Name of the processor, as the system gives it.
fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    name.map_or("unknown processor".into(), |(_, name)| name.trim().into())
}

/// What a command prints.
fn said_by(command: &str, words: &[&str]) -> String {
    let done = Command::new(command).args(words).env("LC_ALL", "C").output();
    done.map(|done| String::from_utf8_lossy(&done.stdout).trim().to_owned()).unwrap_or_default()
}

/// Processor time taken by others so far, and all that there was, where the system tells; in its own unit.
fn busy() -> Option<[f64; 2]> {
    let numbers = |text: &str| -> Vec<f64> { text.split_whitespace().map_while(|word| word.parse().ok()).collect() };
    let (stat, own) = (fs::read_to_string("/proc/stat").ok()?, fs::read_to_string("/proc/self/stat").ok()?);
    let all = numbers(stat.lines().next()?.strip_prefix("cpu")?);
    // User, nice, system, idle, waiting for disks, interrupts (2), stolen.
    let [user, nice, system, idle, disks, hard, soft, stolen] = all.first_chunk()?;
    // After the name in parentheses and the state: times of this process and of its children are the 11th to 14th.
    let own: f64 = numbers(own.rsplit_once(')')?.1.get(2..)?).get(10..14)?.iter().sum();
    let working = user + nice + system + hard + soft + stolen;
    Some([working - own, working + idle + disks])
}
