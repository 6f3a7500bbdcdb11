//! Progress on standard error: a bar with the time left on a terminal, a few plain lines elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::failure::say;
use admsc_scenario::language::{Language, Message, english};
use admsc_study::run::Progress;

/// Least time between plain lines.
const QUIET_TIME: Duration = Duration::from_secs(5);

/// Steps of the bar for a day.
const STEPS: f64 = 1000.0;

/// Tells how far a run is.
pub struct Reporter {
    name: String,
    baseline_days: f64,
    horizon_days: f64,
    has_baseline: bool,
    language: Language,
    form: Form,
}

enum Form {
    Nothing,
    Bar(ProgressBar),
    Lines {
        last: Instant,
        tenth: u32,
    },
    /// Hands on what is done of all.
    To(Box<dyn FnMut(f64, f64) + Send>),
}

impl Reporter {
    /// For a run of a name, whose baseline and horizon last so many days.
    pub fn new(name: &str, baseline_days: u32, horizon_days: u32, quiet: bool, language: Language) -> Self {
        let form =
            if quiet {
                Form::Nothing
            } else if std::io::stderr().is_terminal() {
                let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
                // The bar puts the time in itself.
                let left = language.say(english("{eta} left").with("eta", "{eta}"));
                let template = format!("{{msg}}  [{{bar:30}}] {{percent:>3}} %  {left}");
                Form::Bar(bar.with_style(
                    ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar()),
                ))
            } else {
                Form::Lines { last: now(), tenth: 0 }
            };
        Self::of(name, [baseline_days, horizon_days], form, language)
    }

    /// Hands on what is done of all, in units of its own, instead of showing it.
    pub fn to(baseline_days: u32, horizon_days: u32, listener: impl FnMut(f64, f64) + Send + 'static) -> Self {
        Self::of("", [baseline_days, horizon_days], Form::To(Box::new(listener)), Language::English)
    }

    fn of(name: &str, [baseline_days, horizon_days]: [u32; 2], form: Form, language: Language) -> Self {
        Self {
            name: name.to_owned(),
            baseline_days: f64::from(baseline_days),
            horizon_days: f64::from(horizon_days),
            has_baseline: false,
            language,
            form,
        }
    }

    /// Takes note of progress. A baseline that was kept from an earlier run does not count as work.
    pub fn tell(&mut self, progress: Progress) {
        let (phase, done) = match progress {
            Progress::Baseline(share) => {
                self.has_baseline = true;
                (english("baseline"), share * self.baseline_days)
            }
            Progress::Day(day) => (english("run"), if self.has_baseline { self.baseline_days + day } else { day }),
        };
        let all = self.horizon_days + if self.has_baseline { self.baseline_days } else { 0.0 };
        self.show(phase, done, all);
    }

    /// Shows what is done of all.
    pub fn show(&mut self, phase: impl Into<Message>, done: f64, all: f64) {
        match &mut self.form {
            Form::Nothing => {}
            Form::Bar(bar) => {
                let text = english("{name} ({phase})").with("name", &self.name).with_said("phase", phase);
                bar.set_message(self.language.say(text));
                bar.set_length((all * STEPS) as u64);
                bar.set_position((done * STEPS) as u64);
            }
            Form::Lines { last, tenth } => {
                let reached = (10.0 * done / all.max(1.0)) as u32;
                if reached > *tenth && last.elapsed() >= QUIET_TIME {
                    let text = english("{name}: {percent} % ({phase})").with("name", &self.name);
                    say(&self.language.say(text.with("percent", 10 * reached).with_said("phase", phase)));
                    (*last, *tenth) = (now(), reached);
                }
            }
            Form::To(listener) => listener(done, all),
        }
    }

    /// Writes something else to the terminal while the bar is out of the way.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        if let Form::Bar(bar) = &self.form { bar.suspend(write) } else { write() }
    }

    /// Whether a bar is shown, which tells the time left.
    pub fn has_bar(&self) -> bool {
        matches!(self.form, Form::Bar(_))
    }

    /// Removes the bar.
    pub fn finish(self) {
        if let Form::Bar(bar) = self.form {
            bar.finish_and_clear();
        }
    }
}

/// Tells how far several runs of one kind are, from any of their threads.
pub struct Together {
    reporter: Reporter,
    runs: Vec<Reached>,
}

/// How far one of them is.
#[derive(Clone, Copy)]
struct Reached {
    /// Days done, the baseline's included.
    done_days: f64,
    /// Days to do in all.
    all_days: f64,
    /// Whether its baseline is computed.
    has_baseline: bool,
}

impl Together {
    /// For so many runs as a reporter of one of them tells of.
    pub fn new(reporter: Reporter, runs: u32) -> Self {
        let all_days = reporter.baseline_days + reporter.horizon_days;
        let begun = Reached { done_days: 0.0, all_days, has_baseline: false };
        Self { reporter, runs: vec![begun; runs as usize] }
    }

    /// Takes note of the progress of one run, counted from 0.
    pub fn tell(&mut self, run: u32, progress: Progress) {
        let (baseline_days, horizon_days) = (self.reporter.baseline_days, self.reporter.horizon_days);
        let Some(reached) = self.runs.get_mut(run as usize) else { return };
        match progress {
            Progress::Baseline(share) => {
                reached.has_baseline = true;
                reached.done_days = share * baseline_days;
            }
            Progress::Day(day) if reached.has_baseline => reached.done_days = baseline_days + day,
            // Its baseline was kept from an earlier run.
            Progress::Day(day) => (reached.done_days, reached.all_days) = (day, horizon_days),
        }
        let finished = self.runs.iter().filter(|run| run.done_days >= run.all_days).count();
        let sum = |days: fn(&Reached) -> f64| self.runs.iter().map(days).sum::<f64>();
        let (done, all) = (sum(|run| run.done_days), sum(|run| run.all_days));
        let phase = english("{finished} of {all} finished").with("finished", finished).with("all", self.runs.len());
        self.reporter.show(phase, done, all);
    }

    /// Removes the bar.
    pub fn finish(self) {
        self.reporter.finish();
    }
}

/// The present: the command line is the one place that may look at a clock.
#[expect(clippy::disallowed_methods, reason = "wall time is for people; no result depends on it")]
pub fn now() -> Instant {
    Instant::now()
}
