//! What Go's own library declares, built in, so that a report does not depend on whether Go is installed.
//!
//! `cargo xtask std-facts` writes the table anew.

mod generate;
mod reach;
mod table;

pub use generate::standard_table;
pub use table::StandardTable;

use std::sync::LazyLock;

/// The table that is built in.
pub(crate) fn table() -> Option<&'static StandardTable<'static>> {
    static TABLE: LazyLock<Option<StandardTable<'static>>> = LazyLock::new(|| StandardTable::open(include_bytes!("../../std/table.bin")));
    TABLE.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTDATED: &str = "the table of the standard library is outdated: run `cargo xtask std-facts`";

    #[test]
    fn the_table_decodes() {
        let table = table().expect(OUTDATED);
        assert!(table.paths().count() > 150, "{OUTDATED}");
        for path in table.paths() {
            assert!(table.is_sound(path), "{path}: {OUTDATED}");
        }
    }

    #[test]
    fn packages_are_found() {
        let table = table().expect(OUTDATED);
        let http = table.interface("net/http").expect(OUTDATED);
        assert!(http.type_decl("Client".into()).is_some() && http.func_decl(Some("Client".into()), "Do".into()).is_some());
        assert!(http.func_decl(None, "Get".into()).is_some() && http.var_decl("DefaultClient".into()).is_some());
        assert_eq!(table.package_name("math/rand/v2"), Some("rand".into()));
        // What only Windows has is there on all systems.
        assert!(table.interface("syscall").expect(OUTDATED).type_decl("Win32finddata".into()).is_some());
        for absent in ["", "unsafe", "builtin", "cmd/go", "net/http/", "zzz"] {
            assert!(table.interface(absent).is_none(), "{absent}");
        }
    }
}
