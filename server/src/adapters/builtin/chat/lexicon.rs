//! Words by which people say how they like to work, for each pole of each axis.

/// Words of one axis: what stands for its left and for its right pole.
pub(in super::super) struct Axis {
    pub left: &'static [&'static str],
    pub right: &'static [&'static str],
}

/// In the order of the product's axes. A `*` at the end of a phrase stands for any ending.
pub(in super::super) const LEXICON: &[Axis] = &[
    Axis {
        left: &[
            "guidance", "guided", "mentor*", "clear instructions", "clear goals", "clear direction", "direction from", "close support",
            "regular feedback", "check ins", "checkins", "told what", "supervis*", "someone to ask", "coach*", "a manager who helps",
            "hand holding",
        ],
        right: &[
            "autonom*", "independen*", "own decisions", "decide myself", "decide how", "my own way", "freedom", "trusted", "trust me",
            "trusts me", "left alone to", "ownership", "self directed", "figure it out", "figure things out", "own pace", "micromanag*!",
            "micro manag*!", "be my own boss", "looking over my shoulder!", "no one telling",
        ],
    },
    Axis {
        left: &[
            "steady", "calm", "sustainable", "thorough*", "take my time", "taking my time", "time to think", "careful*", "slow*",
            "predictable pace", "no rush", "quiet week", "balance", "work life", "regular hours", "rush*!", "stress*!", "deadline*!",
            "overtime!", "crunch*!", "burnout!",
        ],
        right: &[
            "fast", "fast paced", "quick*", "speed", "ship*", "urgen*", "adrenaline", "intense", "pressure", "move fast", "rapid*",
            "dynamic", "high energy", "hectic", "thrill*", "bureaucra*!", "slow decisions!", "boring!", "bored!",
        ],
    },
    Axis {
        left: &[
            "alone", "on my own", "by myself", "quiet", "focus*", "deep work", "uninterrupted", "headphones", "solo", "concentrat*",
            "interruption*!", "interrupt*!", "open office!", "open plan!",
        ],
        right: &[
            "together", "team", "teams", "teammates", "colleagues", "pairing", "pair programming", "pair with", "collaborat*",
            "people around", "brainstorm*", "bounce ideas", "with others", "with people", "side by side", "social",
        ],
    },
    Axis {
        left: &[
            "structure*", "process*", "plan", "plans", "planned", "planning", "organi*", "clear roles", "routine*", "checklist*",
            "predictab*", "documented", "roadmap*", "order", "rules", "chaos!", "chaotic!", "disorgani*!", "last minute!",
            "changing priorities!",
        ],
        right: &[
            "improvis*", "flexib*", "spontan*", "ad hoc", "adapt*", "variety", "unpredictab*", "experiment*", "make it up", "surprises",
            "no two days", "changes every", "wing it", "red tape!", "rigid!",
        ],
    },
    Axis {
        left: &[
            "written", "writing", "write", "write it down", "async*", "in writing", "email*", "e mail*", "documents", "docs", "text",
            "chat message*", "slack", "meetings!", "meeting!", "calls!", "phone!", "zoom!",
        ],
        right: &[
            "talk*", "speak*", "spoken", "call", "face to face", "in person", "direct*", "conversation*", "discuss*", "frank",
            "honest feedback", "stand up", "standup*", "whiteboard*", "out loud",
        ],
    },
    Axis {
        left: &[
            "craft", "quality", "well made", "clean code", "mastery", "master", "skill", "detail*", "elegant", "do it right", "done well",
            "learning", "learn", "interesting problem*", "hard problem*", "technical*", "good work",
        ],
        right: &[
            "mission", "impact", "meaning*", "purpose", "helping", "help people", "helps people", "make a difference",
            "makes a difference", "matters to", "good cause", "society", "climate", "users", "patients", "customers", "change the world",
            "social good",
        ],
    },
    Axis {
        left: &[
            "stable", "stability", "established", "secure", "security", "large company", "big company", "corporate", "proven", "long term",
            "safe", "corporation", "permanent", "reliable employer", "layoff*!", "risk*!",
        ],
        right: &[
            "startup*", "start up*", "early stage", "from scratch", "from zero", "small company", "young company", "founder*", "risk",
            "risks", "equity", "build something new", "scale up", "scaleup*", "greenfield", "corporate politics!",
        ],
    },
];

/// Turn what follows them in the same clause around.
pub(super) const NEGATIONS: &[&str] = &[
    "not", "no", "never", "without", "don't", "dont", "doesn't", "didn't", "isn't", "won't", "wouldn't", "can't", "cannot", "hate",
    "hated", "dislike", "avoid", "less", "lack", "instead of", "rather than", "tired of", "sick of", "fed up", "can't stand", "too much",
    "too many", "nobody", "hardly", "over", "than", "kein", "keine", "keinen", "nicht", "ohne", "bad at", "annoys", "annoy", "drains",
    "drain",
];

/// Look like negations and are none.
pub(super) const NO_NEGATIONS: &[&str] =
    &["not only", "not just", "no matter", "no doubt", "more than", "other than", "over time", "over the", "all over"];

/// Say that it is all the same: nothing can be taken from the clause.
pub(super) const INDIFFERENT: &[&str] = &[
    "don't mind", "dont mind", "do not mind", "don't care", "do not care", "either is fine", "either way", "no preference", "is okay",
    "is ok",
];

/// Make a statement stronger.
pub(super) const STRONG: &[&str] = &[
    "love", "really", "very", "always", "absolutely", "hate", "need", "must", "can't stand", "never", "definitely", "most important",
    "above all", "thrive", "essential",
];

/// Say that a person will not have something.
pub(super) const AVERSE: &[&str] = &[
    "hate", "hated", "can't stand", "cannot stand", "never again", "dislike", "toxic", "deal breaker", "dealbreaker", "won't", "will not",
    "refuse", "tired of", "sick of", "fed up", "micromanag*", "avoid", "drives me mad", "drives me crazy",
];

pub(super) const UNSURE: &[&str] = &[
    "don't know", "dont know", "do not know", "no idea", "not sure", "unsure", "idk", "dunno", "hard to say", "can't say", "no opinion",
    "skip", "pass", "next", "weiß nicht", "keine ahnung", "je ne sais pas", "no sé", "no lo sé", "não sei",
];

pub(super) const BOTH: &[&str] = &[
    "both", "depends", "it depends", "a mix", "mix of", "mixture", "bit of each", "in between", "half and half", "balanced", "beides",
    "equally",
];

pub(super) const FIRST: &[&str] = &["the first", "first one", "former", "option a", "option 1"];
pub(super) const SECOND: &[&str] = &["the second", "second one", "latter", "option b", "option 2"];

pub(super) const RUDE: &[&str] = &[
    "fuck*", "shit*", "idiot*", "stupid", "asshole*", "bitch*", "moron*", "dumb", "bullshit", "shut up", "screw you", "go to hell",
    "arschloch", "you suck",
];

/// Attempts to make the assistant do something else.
pub(super) const ASIDE: &[&str] = &[
    "ignore all", "ignore previous", "ignore your", "system prompt", "tell me a joke", "write a poem", "what is the weather",
    "who are you", "are you human", "are you a bot", "are you an ai", "capital of", "who won", "pretend to be",
];

/// Small words that give another language away.
pub(super) const FOREIGN: &[&str] = &[
    "ich", "und", "nicht", "mit", "das", "der", "je", "suis", "avec", "dans", "pas", "pour", "yo", "con", "que", "para", "prefiero",
    "gusta", "trabajar", "eu", "não", "gosto", "com", "ik", "niet", "het", "io", "sono", "lavorare", "mi", "piace",
];
