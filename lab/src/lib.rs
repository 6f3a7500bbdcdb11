//! The Lab: the model of `admsc run`, compiled for a page in the browser.
//!
//! The page draws and computes nothing: every number, word and scenario on it comes from here, so that it shows what the program shows.
//! It writes a request into [`lab_room`], asks with [`lab_ask`], and reads the answer at [`lab_answer`]: JSON, after which the bytes of a
//! picture may follow ([`frame`]). There are no imports, hence no clock, no luck and no network.

mod baselines;
pub mod fragment;
pub mod frame;
pub mod going;
mod potency;
pub mod prediction;
mod read_back;
mod request;
pub mod settings;
pub mod told;
pub mod trial;
pub mod words;

use std::cell::RefCell;

pub use request::{Answer, Lab};

/// What stands between the page and the model.
#[derive(Default)]
struct Exchange {
    lab: Lab,
    asked: Vec<u8>,
    answered: Vec<u8>,
}

thread_local! {
    static EXCHANGE: RefCell<Exchange> = RefCell::default();
}

/// Room for a request of so many bytes; its place. The one before is gone.
#[unsafe(no_mangle)]
pub extern "C" fn lab_room(length: usize) -> *mut u8 {
    EXCHANGE.with_borrow_mut(|exchange| {
        exchange.asked.clear();
        exchange.asked.resize(length, 0);
        exchange.asked.as_mut_ptr()
    })
}

/// Answers the request in the room; the number of bytes of the answer. The first four of them are the number of bytes of JSON after them
/// (little endian), and behind these stand the bytes of a picture.
#[unsafe(no_mangle)]
pub extern "C" fn lab_ask() -> usize {
    EXCHANGE.with_borrow_mut(|exchange| {
        let Exchange { lab, asked, answered } = exchange;
        let Answer { json, picture } = lab.answer(asked);
        answered.clear();
        answered.extend((json.len() as u32).to_le_bytes());
        answered.extend(json.as_bytes());
        answered.extend(picture);
        answered.len()
    })
}

/// Place of the answer, which stays until the next request.
#[unsafe(no_mangle)]
pub extern "C" fn lab_answer() -> *const u8 {
    EXCHANGE.with_borrow(|exchange| exchange.answered.as_ptr())
}
