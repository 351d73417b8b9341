//! What the system counts of a process and everything that it started.

use std::collections::BTreeMap;
use std::time::Duration;
use std::{fs, io};

use tokio::time::interval;

use crate::run::Result;

/// Clock ticks a second in /proc; the kernel's interface fixes it on every architecture that runs WebKitGTK.
const TICKS: f64 = 100.0;
const BETWEEN_READINGS: Duration = Duration::from_secs(2);
const READINGS: usize = 30;

struct Entry {
    parent: u32,
    name: String,
    /// User and system time of all its threads, in seconds.
    cpu_s: f64,
}

fn entry(id: u32) -> Option<Entry> {
    parse(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)
}

/// `id (name) state parent … utime stime …`; a name may hold spaces and brackets.
fn parse(stat: &str) -> Option<Entry> {
    let (head, tail) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = tail.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some(Entry {
        parent: fields.get(1)?.parse().ok()?,
        name: head.split_once('(')?.1.to_owned(),
        cpu_s: (ticks(11)? + ticks(12)?) / TICKS,
    })
}

/// The process and its descendants.
fn tree(root: u32) -> io::Result<BTreeMap<u32, Entry>> {
    let mut others: BTreeMap<u32, Entry> = fs::read_dir("/proc")?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|id| Some((id, entry(id)?)))
        .collect();
    let mut found: BTreeMap<u32, Entry> = others.remove_entry(&root).into_iter().collect();
    loop {
        let children: Vec<u32> = others
            .iter()
            .filter(|(_, process)| found.contains_key(&process.parent))
            .map(|(id, _)| *id)
            .collect();
        if children.is_empty() {
            return Ok(found);
        }
        found.extend(children.into_iter().filter_map(|id| others.remove_entry(&id)));
    }
}

/// The ids of the process and its descendants.
pub(crate) fn ids(root: u32) -> io::Result<Vec<u32>> {
    Ok(tree(root)?.into_keys().collect())
}

pub(crate) fn lives(id: u32) -> bool {
    entry(id).is_some()
}

/// Whether WebKit shows something already. It would bear a share of the memory that is counted here.
pub(crate) fn webkit_runs() -> io::Result<bool> {
    let ids = fs::read_dir("/proc")?.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    Ok(ids.filter_map(entry).any(|process| process.name.starts_with("WebKitWebProc")))
}

/// Processor time used so far by process name, in seconds.
pub(crate) fn cpu_s(root: u32) -> Result<BTreeMap<String, f64>> {
    let mut by_name = BTreeMap::new();
    for process in tree(root)?.into_values() {
        *by_name.entry(process.name).or_insert(0.0) += process.cpu_s;
    }
    if by_name.len() < 3 {
        return Err(format!("WebKit's processes are not among {:?}", by_name.keys()).into());
    }
    Ok(by_name)
}

/// The memory of the process and its descendants once it stays within 1 % from one reading to the next: proportional set
/// size in MiB.
pub(crate) async fn idle_pss_mib(root: u32) -> Result<f64> {
    let mut ticks = interval(BETWEEN_READINGS);
    let mut last = 0.0;
    for _ in 0..READINGS {
        ticks.tick().await;
        let now = pss_mib(root)?;
        if (now - last).abs() < now * 0.01 {
            return Ok(now);
        }
        last = now;
    }
    Err("the memory does not come to rest".into())
}

/// From now on, the highest memory is that of what follows.
pub(crate) fn forget_peaks(root: u32) -> io::Result<()> {
    // proc(5): 5 sets the peak of the resident set to its present size.
    ids(root)?.into_iter().try_for_each(|id| fs::write(format!("/proc/{id}/clear_refs"), "5"))
}

/// The highest memory of the process and its descendants, those of each summed: the present proportional set size, and by how much
/// the resident set was larger; in MiB. The kernel keeps these peaks, so that nothing is read, and no process is held up, before.
pub(crate) fn peak_pss_mib(root: u32) -> Result<f64> {
    let mut sum_kib = pss_mib(root)? * 1024.0;
    for id in ids(root)? {
        let status = fs::read_to_string(format!("/proc/{id}/status"))?;
        let size = |name| kib(&status, name).ok_or("a process has no memory");
        sum_kib += (size("VmHWM:")? - size("VmRSS:")?).max(0.0);
    }
    Ok(sum_kib / 1024.0)
}

fn pss_mib(root: u32) -> Result<f64> {
    let mut sum_kib = 0.0;
    for id in ids(root)? {
        let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
        sum_kib += kib(&rollup, "Pss:").ok_or("smaps_rollup names no Pss")?;
    }
    Ok(sum_kib / 1024.0)
}

/// The size behind this name in a file of /proc.
fn kib(file: &str, name: &str) -> Option<f64> {
    let line = file.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_with_brackets_in_its_name_is_read() {
        let stat = "7 (a ) b) S 3 7 7 0 -1 4194560 1 0 0 0 150 50 9 9 20 0 1 0 100 1 1";
        let process = parse(stat).unwrap();
        assert_eq!((process.parent, process.name.as_str(), process.cpu_s), (3, "a ) b", 2.0));
    }

    #[test]
    fn the_tree_holds_the_process_itself() {
        assert!(ids(std::process::id()).unwrap().contains(&std::process::id()));
    }

    #[test]
    fn a_peak_is_kept_until_it_is_forgotten() {
        const MIB: usize = 64;
        let own = std::process::id();
        forget_peaks(own).unwrap();
        drop(std::hint::black_box(vec![1_u8; MIB << 20]));
        let peak_mib = peak_pss_mib(own).unwrap();
        assert!(peak_mib >= MIB as f64, "{peak_mib}");
        forget_peaks(own).unwrap();
        assert!(peak_pss_mib(own).unwrap() < peak_mib);
    }

    #[test]
    fn memory_is_read_from_its_own_line() {
        let rollup =
            "00400000-7ffd ---p 00000000 00:00 0 [rollup]\nRss: 99 kB\nPss:       2048 kB\nPss_Dirty: 1 kB\n";
        assert_eq!(kib(rollup, "Pss:"), Some(2048.0));
    }
}
