//! A picture as JSON. The types are this form's own; keys may be added, none is removed or changes its meaning.

use super::starter;
use crate::escape;
use crate::sources::Sources;
use crate::words;
use mapvet_sharing::{Begin, Confidence, DrawnCall, DrawnFunction, DrawnMap, How, JoinKind, Picture, Times};
use mapvet_syntax::Span;
use serde::Serialize;
use std::io::{self, Write};

/// Rises when a key goes or changes its meaning.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    functions: Vec<Function<'a>>,
    calls: Vec<Call>,
    spawns: Vec<Spawn<'a>>,
    maps: Vec<Map<'a>>,
    left_out: LeftOut,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Function<'a> {
    id: usize,
    package: &'a str,
    name: &'a str,
    place: Place,
    test: bool,
    goroutine: bool,
    begin: Option<&'static str>,
    times: Option<&'static str>,
    other_callers: u32,
}

#[derive(Serialize)]
struct Call {
    from: u32,
    to: u32,
    kind: &'static str,
    candidates: u8,
    place: Place,
}

#[derive(Serialize)]
struct Spawn<'a> {
    from: u32,
    to: u32,
    by: String,
    library: bool,
    times: &'static str,
    later: bool,
    candidates: u8,
    joins: Vec<Join<'a>>,
    place: Place,
}

#[derive(Serialize)]
struct Join<'a> {
    kind: &'static str,
    name: &'a str,
    package: &'a str,
    function: &'a str,
    always: bool,
}

#[derive(Serialize)]
struct Map<'a> {
    name: &'a str,
    place: Option<Place>,
    shared: bool,
    written: bool,
    conflict: Option<&'static str>,
    accesses: Vec<Access<'a>>,
}

#[derive(Serialize)]
struct Access<'a> {
    function: u32,
    kind: &'static str,
    write: bool,
    goroutine: bool,
    locks: Vec<Lock<'a>>,
    conflict: Option<&'static str>,
    fails: bool,
    place: Place,
}

#[derive(Serialize)]
struct Lock<'a> {
    path: &'a str,
    mode: &'static str,
    by_callers: bool,
}

#[derive(Serialize)]
struct LeftOut {
    functions: u32,
    maps: u32,
}

/// Writes a picture.
pub fn write(picture: &Picture, sources: &Sources<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema_version: VERSION,
        functions: picture.functions.iter().enumerate().map(|(id, function)| of_function(id, function, sources)).collect(),
        calls: picture.calls.iter().filter_map(|call| of_call(call, sources)).collect(),
        spawns: picture.calls.iter().filter_map(|call| of_spawn(call, sources)).collect(),
        maps: picture.maps.iter().map(|map| of_map(map, picture, sources)).collect(),
        left_out: LeftOut { functions: picture.left_out.functions, maps: picture.left_out.maps },
    };
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&document)?))
}

fn place(span: Span, sources: &Sources<'_>) -> Place {
    let place = sources.place(span);
    Place { file: place.file, line: place.line, column: place.column }
}

fn of_function<'a>(id: usize, function: &'a DrawnFunction, sources: &Sources<'_>) -> Function<'a> {
    let (begin, times) = match function.begin {
        None => (None, None),
        Some(Begin::Main) => (Some("main"), None),
        Some(Begin::Init) => (Some("init"), None),
        Some(Begin::Test) => (Some("test"), None),
        Some(Begin::Server(times)) => (Some("server"), Some(times_word(times))),
        Some(Begin::Exported) => (Some("exported"), None),
        Some(Begin::Uncalled) => (Some("uncalled"), None),
    };
    let place = place(function.span, sources);
    Function {
        id,
        package: &function.package,
        name: &function.name,
        place,
        test: function.test,
        goroutine: function.concurrent,
        begin,
        times,
        other_callers: function.other_callers,
    }
}

fn times_word(times: Times) -> &'static str {
    match times {
        Times::Once => "once",
        Times::Serial => "serial",
        Times::Several => "many",
    }
}

fn of_call(call: &DrawnCall, sources: &Sources<'_>) -> Option<Call> {
    let kind = match call.how {
        How::Call => "call",
        How::Defer => "defer",
        How::Once => "once",
        How::Callback => "callback",
        How::Spawn(_) => return None,
    };
    Some(Call { from: call.from, to: call.to, kind, candidates: call.candidates, place: place(call.span, sources) })
}

fn of_spawn<'a>(call: &'a DrawnCall, sources: &Sources<'_>) -> Option<Spawn<'a>> {
    let How::Spawn(spawn) = &call.how else { return None };
    let join = |join: &'a mapvet_sharing::DrawnJoin| Join {
        kind: match join.kind {
            JoinKind::Call => "call",
            JoinKind::Group => "group",
            JoinKind::Channel => "channel",
        },
        name: &join.name,
        package: &join.function.1,
        function: &join.function.0,
        always: join.always,
    };
    Some(Spawn {
        from: call.from,
        to: call.to,
        by: spawn.run_by.clone().unwrap_or_else(|| starter(call.span, sources)),
        library: spawn.library,
        times: times_word(spawn.times),
        later: spawn.later,
        candidates: call.candidates,
        joins: spawn.joins.iter().map(join).collect(),
        place: place(call.span, sources),
    })
}

fn of_map<'a>(map: &'a DrawnMap, picture: &Picture, sources: &Sources<'_>) -> Map<'a> {
    let conflict = |confidence: Option<Confidence>| confidence.map(words::confidence);
    let accesses = map.accesses.iter().map(|access| Access {
        function: access.function,
        kind: words::access(access.kind),
        write: access.kind.is_write(),
        goroutine: picture.functions[access.function as usize].concurrent,
        locks: access.locks.iter().map(|lock| Lock { path: &lock.path, mode: words::mode(lock.mode), by_callers: lock.by_callers }).collect(),
        conflict: conflict(access.conflict),
        fails: access.fails,
        place: place(access.span, sources),
    });
    Map {
        name: &map.name,
        place: map.declaration.map(|span| place(span, sources)),
        shared: map.shared,
        written: map.written,
        conflict: conflict(map.conflict),
        accesses: accesses.collect(),
    }
}
