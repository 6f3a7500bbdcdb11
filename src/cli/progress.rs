//! Progress on standard error: a bar with the time left on a terminal, a few plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::failure::{say, warn};
use crate::session::log::now;
use crate::session::progress::Reporter;
use admsc_scenario::language::{Language, Message, english};
use admsc_study::threads::lock;

/// Least time between plain lines.
const QUIET_TIME: Duration = Duration::from_secs(5);

/// Steps of the bar for a unit of work.
const STEPS: f64 = 1000.0;

/// Standard error, for people. The bar goes when this is dropped.
pub struct Terminal {
    name: String,
    /// The language of what is told.
    pub language: Language,
    form: Mutex<Form>,
}

enum Form {
    Nothing,
    Bar(ProgressBar),
    Lines { last: Instant, tenth: u32 },
}

impl Form {
    fn new(quiet: bool, language: Language) -> Self {
        if quiet {
            return Self::Nothing;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Lines { last: now(), tenth: 0 };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        // The bar puts the time in itself.
        let left = language.say(english("{eta} left").with("eta", "{eta}"));
        let template = format!("{{msg}}  [{{bar:30}}] {{percent:>3}} %  {left}");
        Self::Bar(
            bar.with_style(ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar())),
        )
    }
}

impl Terminal {
    /// For work of a name; warnings are told even where it is quiet.
    pub fn new(name: &str, quiet: bool, language: Language) -> Self {
        Self { name: name.to_owned(), language, form: Mutex::new(Form::new(quiet, language)) }
    }

    /// For work that takes no time.
    pub fn quiet(language: Language) -> Self {
        Self::new("", true, language)
    }

    /// Writes something else to the terminal while the bar is out of the way.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        if let Form::Bar(bar) = &*lock(&self.form) { bar.suspend(write) } else { write() }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.end();
    }
}

impl Reporter for Terminal {
    fn show(&self, phase: Message, done: f64, all: f64) {
        match &mut *lock(&self.form) {
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
        }
    }

    fn warn(&self, warning: Message) {
        self.aside(|| warn(warning, self.language));
    }

    fn say(&self, sentence: Message) {
        self.aside(|| say(&self.language.say(sentence)));
    }

    fn end(&self) {
        let mut form = lock(&self.form);
        if let Form::Bar(bar) = &*form {
            bar.finish_and_clear();
        }
        *form = Form::new(matches!(*form, Form::Nothing), self.language);
    }

    fn shows_time_left(&self) -> bool {
        matches!(*lock(&self.form), Form::Bar(_))
    }
}
