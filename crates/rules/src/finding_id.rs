//! The stable id of a finding: no line numbers, the same on every machine.

/// 12 hex digits over a rule family, a map and a function. `nth` tells equal triples apart, counted from 0 in source order.
///
/// The hash is 64-bit FNV-1a over the three texts, each closed by a zero byte, and, unless it is 0, `nth` in decimal;
/// its upper 16 bits are folded into the lower 48. Written out here because it is kept in baselines: it must never change.
pub(crate) fn finding_id(family: &str, map: &str, function: &str, nth: usize) -> String {
    let counter = if nth == 0 { String::new() } else { nth.to_string() };
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
        assert_eq!(finding_id("concurrent-map", "a/b.T.m", "(*T).Set", 0), "52714c4d229c");
        assert_eq!(finding_id("concurrent-map", "a/b.T.m", "(*T).Set", 1), "b884a766261b");
    }
}
