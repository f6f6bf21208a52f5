//! What the package in a folder declares, read without the bodies of its functions.

use crate::constraint::Target;
use crate::files::{Entry, EntryKind, Files};
use crate::folder::{self, Loader, Source};
use crate::paths;
use crate::trouble::Trouble;
use crate::walk;
use mapvet_model::{Interface, Interfaces, Name, Package, Values};
use mapvet_syntax::{Parser, SourceFile};
use std::cell::Cell;
use std::path::Path;

/// How folders are read.
#[derive(Clone, Copy)]
pub(crate) struct Signatures<'s> {
    /// Where bytes come from.
    pub(crate) files: &'s dyn Files,
    /// System, architecture and tags.
    pub(crate) target: &'s Target,
    /// Larger files are left out.
    pub(crate) max_file_size: u64,
}

thread_local! {
    /// The parser of this thread, apart from the one of the unit that asks.
    static PARSER: Cell<Option<Parser>> = const { Cell::new(None) };
}

impl Signatures<'_> {
    /// The files of the folder's package, without tests. `entries` are the names in the folder.
    pub(crate) fn sources(&self, folder: &Path, entries: &[Entry]) -> Vec<Source> {
        let found = self.each(folder, entries).collect();
        folder::group(found).into_iter().next().map_or_else(Vec::new, |group| group.own)
    }

    /// The name in the package clause of the first file that counts.
    pub(crate) fn package_name(&self, folder: &Path, entries: &[Entry]) -> Option<Name> {
        self.each(folder, entries).next().map(|source| Name::from(&source.package))
    }

    fn each(&self, folder: &Path, entries: &[Entry]) -> impl Iterator<Item = Source> {
        entries.iter().filter(|entry| is_source(entry)).filter_map(move |entry| {
            let loader =
                Loader { files: self.files, root: folder, target: self.target, tests: false, max_file_size: self.max_file_size, patterns: &[] };
            // It is not the user's code: nobody wants to hear what is wrong with it.
            loader.look(&entry.path, entry.kind, &mut Trouble::default())
        })
    }

    /// What `sources` declare. Of other packages only `deps` tell.
    pub(crate) fn interface(
        &self,
        path: Name,
        sources: &[Source],
        resolve: &dyn Fn(&str) -> Option<Name>,
        deps: &dyn Interfaces,
        values: Values,
    ) -> Option<Interface> {
        let name = Name::from(&sources.first()?.package);
        let texts: Vec<Vec<u8>> = sources.iter().filter_map(|source| self.files.read(&source.disk).ok()).collect();
        let mut parser = PARSER.take().unwrap_or_default();
        let trees: Vec<SourceFile<'_>> = texts.iter().map(|text| parser.parse_declarations(text)).collect();
        PARSER.set(Some(parser));
        Some(Package::new(path, name, &trees, resolve, None, deps, values).interface)
    }
}

/// Whether a name in a folder may be a file of its package.
pub(crate) fn is_source(entry: &Entry) -> bool {
    let name = paths::name(&entry.path);
    entry.kind != EntryKind::Folder && walk::concerns_go(&entry.path) && name.ends_with(".go") && !name.ends_with("_test.go")
}
