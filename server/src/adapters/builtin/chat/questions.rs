//! What is asked about each axis.

/// What is said about one axis.
pub(in super::super) struct Question {
    pub open: &'static str,
    /// Asked when an answer left the axis open: first the left pole, then the right one.
    pub either: &'static str,
    /// Left, right, and a third that is neither.
    pub answers: [&'static str; 3],
    /// In second person, for the summary: left, right.
    pub summary: [&'static str; 2],
}

/// Asks about anything; what is answered here need not be asked again.
pub(super) const OPENING: &str = "Think of a week at work that you would gladly have again. What made it good?";
pub(super) const OPENING_ANSWERS: [&str; 3] = [
    "I had uninterrupted time to focus and could decide how to do things",
    "We solved a hard problem together as a team",
    "We shipped something quickly and it helped people",
];

/// Asked last.
pub(super) const AVOID: &str = "Last one: what will you not have at work again?";
pub(super) const AVOID_ANSWERS: [&str; 3] = ["Being micromanaged", "Constant overtime", "Nothing in particular"];

/// Asked when a person has said a lot early, so that there is still a conversation.
pub(super) const DEEPER: [(&str, [&str; 3]); 3] = [
    (
        "Which manager got the best out of you, and how?",
        ["One who trusted me to decide", "One who gave me regular feedback", "One who spoke frankly and in person"],
    ),
    (
        "When plans fall over in the middle of a week, what do you do first?",
        ["Make a new plan", "Adapt and improvise", "Talk it through with the team"],
    ),
    ("What do you tell friends about when work was good?", ["Something well made", "People it helps", "The people I worked with"]),
];

/// In the order of the product's axes.
pub(in super::super) const QUESTIONS: [Question; 7] = [
    Question {
        open: "When you get a new task, how much do you want settled before you start?",
        either: "If you had to choose: clear guidance with regular feedback, or a goal and the freedom to decide how?",
        answers: ["Clear guidance and regular feedback", "A goal and the freedom to decide how", "It depends on the task"],
        summary: ["there is clear guidance and somebody to ask", "you may decide how to reach a goal"],
    },
    Question {
        open: "What pace suits you?",
        either: "If you had to choose: a calm, steady week, or a fast one in which things change daily?",
        answers: ["A calm and steady pace", "Fast, with quick results", "A mix of both"],
        summary: ["the pace is steady", "things move fast"],
    },
    Question {
        open: "How much of a good day do you spend with other people?",
        either: "If you had to choose: a day of focus on your own, or a day of work together with the team?",
        answers: ["Mostly alone and focused", "Mostly together with the team", "Half and half"],
        summary: ["you can focus without interruptions", "you work closely with others"],
    },
    Question {
        open: "What do processes and plans do for you: help, or get in the way?",
        either: "If you had to choose: structure and a plan, or room to improvise?",
        answers: ["Structure and a clear plan", "Room to improvise and adapt", "It depends"],
        summary: ["roles and plans are clear", "there is room to improvise"],
    },
    Question {
        open: "How do you like to sort things out with colleagues?",
        either: "If you had to choose: in writing, with time to think, or by talking directly?",
        answers: ["In writing, with time to think", "Talking face to face", "Both, as it fits"],
        summary: ["most things are written down", "people talk to each other directly"],
    },
    Question {
        open: "What makes work worth it for you?",
        either: "If you had to choose: the quality of the craft, or the mission that it serves?",
        answers: ["Quality and doing it right", "A mission that helps people", "Both equally"],
        summary: ["quality of the work itself counts", "the work serves a purpose that you care about"],
    },
    Question {
        open: "What sort of company do you see yourself in?",
        either: "If you had to choose: an established company, or one at an early stage?",
        answers: ["An established, stable company", "An early stage startup", "No preference"],
        summary: ["the company is established", "something new is being built"],
    },
];
