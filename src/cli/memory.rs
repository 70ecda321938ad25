//! How much memory this process may still take: what the machine has available, and what the limits of its control groups
//! and of the process itself leave. Known on Linux alone.

use std::fs;
use std::path::Path;

/// Bytes; nothing where that is not known.
pub(super) fn available() -> Option<u64> {
    let read = |path: &str| fs::read_to_string(path).ok();
    let machine = read("/proc/meminfo").and_then(|text| kilobytes(&text, "MemAvailable:"));
    let process = read("/proc/self/limits").and_then(|text| address_space(&text)).map(|most| {
        most.saturating_sub(
            read("/proc/self/status").and_then(|text| kilobytes(&text, "VmSize:")).unwrap_or(0),
        )
    });
    let groups = read("/proc/self/cgroup").and_then(|text| of_groups(&text, Path::new("/sys/fs/cgroup")));
    [machine, process, groups].into_iter().flatten().min()
}

/// The row of a file such as `/proc/meminfo`, in bytes.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let row = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(row.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// The soft limit in `/proc/self/limits`; nothing when there is none.
fn address_space(limits: &str) -> Option<u64> {
    let row = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    row.split_whitespace().next()?.parse().ok()
}

/// What the control groups that hold the process leave, by `/proc/self/cgroup`: its own and all above it.
fn of_groups(groups: &str, root: &Path) -> Option<u64> {
    let number = |file: &Path| fs::read_to_string(file).ok()?.trim().parse::<u64>().ok();
    let left = groups.lines().filter_map(|line| {
        let mut fields = line.splitn(3, ':').skip(1);
        let (controllers, path) = (fields.next()?, fields.next()?);
        // Of version 2 there is one group for all; of version 1 that of memory counts.
        let (root, most, used) = match controllers {
            "" => (root.to_owned(), "memory.max", "memory.current"),
            "memory" => (root.join("memory"), "memory.limit_in_bytes", "memory.usage_in_bytes"),
            _ => return None,
        };
        let own = root.join(path.trim_start_matches('/'));
        let left = own
            .ancestors()
            .take_while(|group| group.starts_with(&root))
            .filter_map(|group| Some(number(&group.join(most))?.saturating_sub(number(&group.join(used))?)));
        left.min()
    });
    left.min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_where_they_are_set() {
        let limits =
            "Limit   Soft Limit  Hard Limit  Units\nMax address space         4096    unlimited   bytes\n";
        assert_eq!(address_space(limits), Some(4096));
        assert_eq!(address_space(&limits.replace("4096", "unlimited")), None);
        assert_eq!(kilobytes("MemFree: 1 kB\nMemAvailable:    20 kB\n", "MemAvailable:"), Some(20_480));
    }

    #[test]
    fn the_tightest_group_counts_whichever_it_is() {
        let root = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let file = root.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write("jobs/memory.max", "1000\n");
        write("jobs/memory.current", "400\n");
        write("jobs/one/memory.max", "max\n");
        write("jobs/one/memory.current", "300\n");
        let left = |groups: &str| of_groups(groups, root.path());
        assert_eq!(left("0::/jobs/one\n"), Some(600));
        assert_eq!(left("0::/\n"), None);
        write("memory/old/memory.limit_in_bytes", "500\n");
        write("memory/old/memory.usage_in_bytes", "100\n");
        assert_eq!(left("3:cpu:/old\n2:memory:/old\n0::/jobs/one\n"), Some(400));
    }
}
