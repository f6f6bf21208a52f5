//! The serve phase: where a function has certainly come past the start of a server or scheduler, and where such a start
//! still lies ahead.
//!
//! What is registered runs from the start on. What the function that starts a server does before is ordered before all
//! handlers; what it does after `go serve()` runs at the same time as they do.

use super::graph::Graph;
use super::incoming::Incoming;
use super::order::{Site, between, is_reached_from, leads_to_event};
use crate::facts::{EdgeKind, Event, TokenKind};
use mapvet_model::{Name, Root};
use rustc_hash::FxHashSet;
use std::collections::VecDeque;

/// Whose start it is: a package, or the empty name for servers.
type Of = Name;

/// Which calls start a server or scheduler and come back while it runs.
pub(super) struct Serving {
    /// By body and call.
    starts: FxHashSet<(u32, u32, Of)>,
    /// Bodies that have a start of their own or in a call.
    bodies: FxHashSet<u32>,
    /// As `starts`, and those that come back when the server is over.
    serves: FxHashSet<(u32, u32, Of)>,
}

/// What a body does when it is called.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Does {
    /// It serves until the server is over.
    Serve,
    /// It starts a server and comes back.
    Start,
}

impl Serving {
    pub fn new(graph: &Graph<'_>) -> Serving {
        let mut serving = Serving { starts: FxHashSet::default(), bodies: FxHashSet::default(), serves: FxHashSet::default() };
        let mut known: FxHashSet<(u32, Does, Of)> = FxHashSet::default();
        let mut work: VecDeque<(u32, Does, Of)> = VecDeque::new();
        for body in 0..graph.bodies.len() as u32 {
            for event in graph.body(body).blocks.iter().flat_map(|block| &block.events) {
                if let Some((does, of)) = own(event)
                    && known.insert((body, does, of))
                {
                    work.push_back((body, does, of));
                }
            }
        }
        while let Some((body, does, of)) = work.pop_front() {
            if does == Does::Start {
                serving.bodies.insert(body);
            }
            // A handler that starts a server itself does so only once another one runs.
            let is_later = |edge: &Incoming| edge.start.is_some_and(|start| start.later);
            for edge in graph.incoming[body as usize].iter().filter(|edge| edge.is_by_name() && edge.kept.is_none() && !is_later(edge)) {
                let is_spawn = edge.kind == EdgeKind::Spawn;
                serving.serves.insert((edge.from, edge.call, of));
                let does = if is_spawn { Does::Start } else { does };
                if does == Does::Start {
                    serving.starts.insert((edge.from, edge.call, of));
                }
                if known.insert((edge.from, does, of)) {
                    work.push_back((edge.from, does, of));
                }
            }
        }
        serving
    }

    /// Whether a body starts a server or scheduler, itself or in a call, and comes back while it runs.
    pub fn starts_some(&self, body: u32) -> bool {
        self.bodies.contains(&body)
    }

    /// Whether control of a body may come to a site from where a server, or the scheduler of a package, was started.
    pub fn is_after_start(&self, graph: &Graph<'_>, body: u32, site: Site, of: Of) -> bool {
        self.bodies.contains(&body) && is_reached_from(graph.body(body), &mut |event| self.is_start(body, event, of), site)
    }

    /// Whether what is registered at the first site runs when control of a body comes to the second.
    ///
    /// Misses: where another server is started after both, what is registered after the start of a first one is taken to be there for
    /// that other.
    pub fn has_begun(&self, graph: &Graph<'_>, body: u32, [registered, later]: [Site; 2], of: Of) -> bool {
        let since_registered = || {
            let mut found = false;
            between(graph.body(body), registered, later, &mut |event| found |= self.is_start(body, event, of));
            found
        };
        self.is_after_start(graph, body, later, of) && (since_registered() || !self.is_before_start(graph, body, later, of))
    }

    /// Whether a server is started, or serves, after a site.
    pub fn is_before_start(&self, graph: &Graph<'_>, body: u32, site: Site, of: Of) -> bool {
        leads_to_event(graph.body(body), site, &mut |event| match event {
            Event::Call(call) => self.serves.contains(&(body, *call, of)),
            other => own(other).is_some_and(|(_, started)| started == of),
        })
    }

    /// Whether a variable comes into being after a server was started, or where is not seen.
    pub fn is_made_after_start(&self, graph: &Graph<'_>, body: u32, var: u32) -> bool {
        let facts = graph.body(body);
        let is_declared = facts.blocks.iter().any(|block| block.events.contains(&Event::Declare(var)));
        !is_declared || is_reached_from(facts, &mut |event| self.is_start(body, event, Name::default()), Site::Declare(var))
    }

    fn is_start(&self, body: u32, event: &Event, of: Of) -> bool {
        match event {
            Event::Call(call) => self.starts.contains(&(body, *call, of)),
            other => own(other) == Some((Does::Start, of)),
        }
    }
}

/// What an event itself does.
fn own(event: &Event) -> Option<(Does, Of)> {
    let Event::Signal(token) = event else { return None };
    let does = match token.kind {
        TokenKind::Serving => Does::Serve,
        TokenKind::Started => Does::Start,
        TokenKind::Sent
        | TokenKind::Received
        | TokenKind::Group
        | TokenKind::Unlocked
        | TokenKind::Other
        | TokenKind::Once
        | TokenKind::OneAtATime
        | TokenKind::Unknown => return None,
    };
    if let Root::Global(of, _) = token.place.root { Some((does, of)) } else { None }
}
