//! The stable id of a finding: no line numbers, the same on every machine.

/// 12 hex digits over a rule family, a map and a function. `twin` is the number of the local among those of its name in the
/// function; `same` tells apart what is equal in all of this. Both are 0 nearly always.
///
/// The hash is 64-bit FNV-1a over the three texts, each closed by a zero byte, and, unless both numbers are 0, `twin` in
/// decimal, followed by a point and `same` unless that is 0; its upper 16 bits are folded into the lower 48. Written out here
/// because it is kept in baselines: it must never change.
pub(crate) fn finding_id(family: &str, map: &str, function: &str, twin: u32, same: u32) -> String {
    let counter = match (twin, same) {
        (0, 0) => String::new(),
        (_, 0) => twin.to_string(),
        (_, _) => format!("{twin}.{same}"),
    };
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let texts = [family, "\0", map, "\0", function, "\0", counter.as_str()];
    for byte in texts.iter().flat_map(|text| text.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{:012x}", (hash >> 48) ^ (hash & 0xffff_ffff_ffff))
}

#[cfg(test)]
mod tests {
    use super::finding_id;

    #[test]
    fn ids_never_change() {
        let id = |twin, same| finding_id("concurrent-map", "a/b.T.m", "(*T).Set", twin, same);
        assert_eq!((id(0, 0).as_str(), id(1, 0).as_str()), ("52714c4d229c", "b884a766261b"));
        assert_eq!((id(0, 1).as_str(), id(1, 1).as_str()), ("5e7c9c5468ab", "bd7c98304f4f"));
    }
}
