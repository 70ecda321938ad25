//! What Linux tells of this process; elsewhere nothing is known.

use std::fs;

/// A row of `/proc/self/status` in MiB: `VmHWM` is the most memory that there was, `VmRSS` what there
/// is now.
pub(crate) fn mebibytes(row: &str) -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix(row)?.strip_prefix(':'))?;
    let kibibytes: f64 = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes / 1024.0)
}

/// Seconds of processor time that all threads have had, by the hundredth.
pub(crate) fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold spaces; user and system time are the 12th and 13th behind it.
    let behind = stat.rsplit_once(')')?.1;
    let ticks: Vec<f64> = behind.split_whitespace().skip(11).take(2).flat_map(str::parse).collect();
    (ticks.len() == 2).then(|| ticks.iter().sum::<f64>() / 100.0)
}

/// From here on the most memory is counted anew.
pub(crate) fn forget_peak() {
    // Where it cannot be, the peak is that of the whole run, which is no less true.
    let _ = fs::write("/proc/self/clear_refs", "5");
}
