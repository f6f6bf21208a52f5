//! A patch held against the tree: where the files that it names are, and whether they are as it leaves them.

use super::names::Name;
use super::patch::{self, FilePatch, Says};
use super::{Changes, ChangesError, FileChange, is_go};
use crate::files::{EntryKind, Files};
use crate::paths;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What the patch `text` makes new in the tree around `root`, the absolute current folder. The patch has to be applied:
/// its lines are counted in the files as they are.
///
/// Names in it are taken from `root` or a folder above it in the same repository, with or without a first element such
/// as `b/`: the first way in which every Go file of the patch is there, and holds the lines that the patch leaves.
///
/// # Errors
///
/// [`ChangesError::Asked`] for a text that is no unified diff, for one that cannot be understood in full, and for one whose
/// Go files are not there or not as it leaves them: what is new could not be told, and nothing would be said to be.
pub fn from_patch(text: &[u8], root: &Path, files: &dyn Files) -> Result<Changes, ChangesError> {
    let patches = patch::parse(text).map_err(|problem| ChangesError::Asked(format!("line {}: {}", problem.line, problem.text)))?;
    once_each(&patches)?;
    let mut misfit: Option<Misfit> = None;
    for strip in strips(&patches) {
        for base in bases(root, files) {
            match fit(&patches, strip, &base, files) {
                Ok(mut changes) => {
                    let extent = if patches.is_empty() { "the patch is empty".to_owned() } else { changes.extent() };
                    changes.notes.push(format!("only what is new by the patch is reported: {extent}"));
                    return Ok(changes);
                }
                Err(other) if misfit.as_ref().is_none_or(|known| known.fitted < other.fitted) => misfit = Some(other),
                Err(_) => {}
            }
        }
    }
    let text = misfit.map_or_else(String::new, |misfit| misfit.text);
    Err(ChangesError::Asked(text))
}

/// How many first elements of names may be none of the path, the likelier number first.
fn strips(patches: &[FilePatch<'_>]) -> [usize; 2] {
    let names = || patches.iter().filter_map(|patch| patch.name.as_ref()).filter(|name| !name.exact);
    // The prefixes that git itself writes.
    let is_prefixed = |name: &Name| matches!(name.bytes.as_slice(), [b'a' | b'b' | b'c' | b'i' | b'o' | b'w' | b'1' | b'2', b'/', ..]);
    if names().all(is_prefixed) { [1, 0] } else { [0, 1] }
}

/// Why a patch does not fit, and how many of its files did.
struct Misfit {
    fitted: usize,
    text: String,
}

/// Two parts about one file count their lines in different states of it.
fn once_each(patches: &[FilePatch<'_>]) -> Result<(), ChangesError> {
    let mut seen = BTreeSet::new();
    // A conflict is told of beside the lines.
    let named = patches.iter().filter(|patch| patch.says == Says::Lines).filter_map(|patch| Some((patch.name.as_ref()?, patch.line)));
    for (name, line) in named {
        if !seen.insert(&name.bytes) {
            let name = String::from_utf8_lossy(&name.bytes);
            return Err(ChangesError::Asked(format!("line {line}: {name} is in the patch twice; make one patch between two states (git diff)")));
        }
    }
    Ok(())
}

/// The folders that names may start from: the current one, then those above it up to that of the repository.
fn bases(root: &Path, files: &dyn Files) -> Vec<PathBuf> {
    let above: Vec<&Path> = root.ancestors().collect();
    let top = above.iter().position(|folder| files.kind(&folder.join(".git")).is_ok()).unwrap_or(0);
    above[..=top].iter().map(|folder| folder.to_path_buf()).collect()
}

fn fit(patches: &[FilePatch<'_>], strip: usize, base: &Path, files: &dyn Files) -> Result<Changes, Misfit> {
    let mut changes = Changes::default();
    let mut fitted = 0;
    let mut missing: BTreeMap<u32, String> = BTreeMap::new();
    for patch in patches {
        let Some(name) = &patch.name else { continue };
        let shown = String::from_utf8_lossy(name.stripped(strip).unwrap_or(&name.bytes)).into_owned();
        let path = located(name, strip, base);
        let kind = path.as_deref().and_then(|path| files.kind(path).ok());
        match (path, kind) {
            (Some(path), Some(EntryKind::Folder)) if patch.says == Says::Repository => {
                changes.folders.insert(path);
            }
            (Some(path), Some(EntryKind::File)) if is_go(&name.bytes) => {
                as_left(patch, &path, files).map_err(|problem| Misfit { fitted, text: format!("line {}: {shown}: {problem}", patch.line) })?;
                let whole = patch.says != Says::Lines;
                changes.add(path, if whole { FileChange::Whole } else { FileChange::Blocks(patch.blocks.clone()) });
            }
            (Some(_), Some(_)) => {}
            (_, None) if patch.emptied => continue,
            (_, None) | (None, Some(_)) => {
                missing.insert(patch.line, shown);
                if is_go(&name.bytes) || patch.says == Says::Repository {
                    break;
                }
                continue;
            }
        }
        fitted += 1;
    }
    let is_lost = |name: &String| is_go(name.as_bytes()) || fitted == 0;
    match missing.iter().rev().find(|(_, name)| is_lost(name)) {
        Some((line, name)) => {
            let advice = "apply the patch, and run mapvet in the folder that it was made in or below";
            Err(Misfit { fitted, text: format!("line {line}: {name} is not in the tree; {advice}") })
        }
        None => Ok(changes),
    }
}

/// The absolute path of a file of the patch; `None` for a name that leads out of `base`.
fn located(name: &Name, strip: usize, base: &Path) -> Option<PathBuf> {
    let below = String::from_utf8_lossy(name.stripped(strip)?).into_owned();
    let path = paths::clean(&base.join(below));
    (path.starts_with(base) && path != base).then_some(path)
}

/// Whether a file holds the lines that the patch leaves. White space counts for nothing: some diffs pass over it.
fn as_left(patch: &FilePatch<'_>, path: &Path, files: &dyn Files) -> Result<(), String> {
    if patch.says != Says::Lines {
        return Ok(());
    }
    let text = files.read(path).map_err(|error| format!("it cannot be read: {error}"))?;
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let line = |number: u32| lines.get(number.checked_sub(1)? as usize);
    let differs = patch.left.iter().find(|(number, expected)| line(*number).is_none_or(|found| !is_same(found, expected)));
    let beyond = || patch.blocks.iter().find(|block| block.first as usize > lines.len() + 1).map(|block| block.first);
    match differs.map(|(number, _)| *number).or_else(beyond) {
        Some(number) => Err(format!("line {number} of the file is not as the patch leaves it; apply the patch, or make it anew from this tree")),
        None => Ok(()),
    }
}

fn is_same(one: &[u8], other: &[u8]) -> bool {
    let visible = |line: &'_ [u8]| line.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect::<Vec<u8>>();
    one == other || visible(one) == visible(other)
}

#[cfg(test)]
mod tests;
