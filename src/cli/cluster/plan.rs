//! How a study is cut into shards: 10 to 60 minutes each by the measured cost.

use crate::session::cost;
use admsc_study::trial::PATIENTS_PER_BLOCK;

/// Shortest time that a shard should take, seconds: below, queueing costs more than computing.
pub const SHORTEST_SECONDS: f64 = 600.0;
/// Longest time that a shard should take, seconds: above, much is lost with a shard, and few queues let it in soon.
pub const LONGEST_SECONDS: f64 = 3600.0;
/// Time that a shard takes where the number of shards is free, seconds.
const AIM_SECONDS: f64 = 1800.0;

/// A study cut into shards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// Patients of the study.
    pub patients: u32,
    /// Blocks of patients, of which each thread computes one at a time.
    pub blocks: u32,
    /// Number of shards.
    pub shards: u32,
    /// Threads of a shard, and CPUs that it asks for.
    pub threads: u32,
    /// Time of the largest shard, seconds.
    pub shard_seconds: f64,
}

impl Plan {
    /// Cuts a study into a number of shards, or into as many as take half an hour each. No shard has more threads than
    /// blocks.
    pub fn new(patients: u32, patient_seconds: f64, threads: u32, shards: Option<u32>) -> Self {
        let blocks = blocks(patients);
        let block_seconds = (patient_seconds * f64::from(PATIENTS_PER_BLOCK)).max(1e-6);
        let free = || {
            let rounds = (AIM_SECONDS / block_seconds).floor().max(1.0);
            let shards = (f64::from(blocks) / (rounds * f64::from(threads))).ceil();
            shards as u32
        };
        let shards = shards.unwrap_or_else(free).clamp(1, blocks.max(1));
        let largest = blocks.div_ceil(shards);
        let threads = threads.min(largest).max(1);
        let shard_seconds = f64::from(largest.div_ceil(threads)) * block_seconds;
        Self { patients, blocks, shards, threads, shard_seconds }
    }

    /// Blocks of the largest shard.
    pub fn largest(&self) -> u32 {
        self.blocks.div_ceil(self.shards)
    }

    /// Time limit to ask for, minutes: twice the expected time, because the cluster's cores are others, and room to
    /// begin.
    pub fn limit_minutes(&self) -> u32 {
        (2.0 * self.shard_seconds / 60.0 + 5.0).ceil().clamp(10.0, f64::from(u32::MAX)) as u32
    }

    /// What to say of shards that are shorter or longer than they should be; `free` is the plan without a given number.
    pub fn remark(&self, free: &Plan) -> Option<String> {
        let about = |plan: &Plan| format!("{} of about {}", shards(plan.shards), time(plan.shard_seconds));
        let (short, long) = (self.shard_seconds < SHORTEST_SECONDS, self.shard_seconds > LONGEST_SECONDS);
        if !short && !long {
            return None;
        }
        let kind = if short { "shorter than 10 minutes" } else { "longer than 60 minutes" };
        let head = format!("{} each: {kind}", about(self));
        if free.shards != self.shards {
            return Some(format!("{head}; without --shards it would be {} each", about(free)));
        }
        let block = format!("a block of {PATIENTS_PER_BLOCK} patients is not divided");
        Some(match short {
            true if self.shards == 1 => format!("{head}; `admsc run` on one machine may be enough"),
            true => head,
            false => format!("{head}; {block}, more --threads or fewer arms and points make a shard shorter"),
        })
    }
}

/// Number of blocks of so many patients.
pub fn blocks(patients: u32) -> u32 {
    patients.div_ceil(PATIENTS_PER_BLOCK)
}

/// A number of shards in words.
pub fn shards(count: u32) -> String {
    counted(count, "shard")
}

/// So many things of a name.
pub fn counted(count: u32, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

/// A time as [`cost::time`] has it, with less than a second told as well.
pub fn time(seconds: f64) -> String {
    match seconds {
        s if s < 0.95 => format!("{:.1} s", s.max(0.1)),
        s => cost::time(s).in_english(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_shards_take_10_to_60_minutes_wherever_a_block_allows_it() {
        for patient_seconds in [1.0, 6.5, 40.0, 300.0, 800.0] {
            for patients in [10_000, 40_001] {
                let plan = Plan::new(patients, patient_seconds, 4, None);
                assert!(plan.shards <= plan.blocks && plan.threads == 4, "{plan:?}");
                assert!((SHORTEST_SECONDS..=LONGEST_SECONDS).contains(&plan.shard_seconds), "{plan:?}");
                assert!(plan.largest() * plan.shards >= plan.blocks);
                assert_eq!(plan.remark(&plan), None);
                assert!(f64::from(plan.limit_minutes()) * 60.0 > 2.0 * plan.shard_seconds);
            }
        }
    }

    #[test]
    fn short_and_long_shards_are_told() {
        let free = Plan::new(2000, 6.5, 4, None);
        let given = Plan::new(2000, 6.5, 4, Some(500));
        // A shard of one block has one thread.
        assert_eq!((given.threads, given.shard_seconds), (1, 26.0));
        let told = given.remark(&free).unwrap_or_default();
        assert!(told.contains("shorter than 10 minutes") && told.contains(&shards(free.shards)), "{told}");
        let one = Plan::new(2000, 6.5, 1, Some(1));
        assert!(one.remark(&free).is_some_and(|told| told.contains("longer than 60 minutes")), "{one:?}");
        let heavy = Plan::new(8, 2000.0, 4, None);
        assert!(heavy.remark(&heavy).is_some_and(|told| told.contains("is not divided")), "{heavy:?}");
        let light = Plan::new(8, 0.1, 4, None);
        assert_eq!((light.shards, light.threads), (1, 2));
        assert!(light.remark(&light).is_some_and(|told| told.contains("admsc run")), "{light:?}");
    }
}
