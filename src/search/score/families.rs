//! Lines of work, by the words of titles that show them: tables, and nothing that thinks.

/// Lines of work by the stems that show them in a title.
pub const FAMILIES: &[(&str, &[&str])] = &[
    (
        "software",
        &[
            "software", "developer", "programmer", "frontend", "backend", "fullstack", "web", "android", "ios", "mobile", "java", "python",
            "javascript", "react", "softwareentwickler", "entwickler", "développeur", "desarrollador", "rust", "golang", "php", "embedded",
            "firmware",
        ],
    ),
    ("data", &["insight", "reporting", "dato", "donnée", "data", "analytic", "ml", "ai", "bi", "statistician", "daten", "datenanalyst"]),
    ("learning", &["ml", "ai", "llm", "nlp", "applied", "deep", "vision"]),
    ("security", &["security", "penetration", "appsec", "soc", "cyber", "infosec", "sicherheit", "pentester", "cybersecurity"]),
    (
        "infrastructure",
        &[
            "devop", "sre", "platform", "cloud", "infrastructure", "reliability", "network", "sysadmin", "linux", "kubernete",
            "systemadministrator", "administrator",
        ],
    ),
    (
        "design",
        &[
            "uxer", "gestalter", "designerin", "graphiste", "diseñador", "diseñadora", "grafik", "designer", "design", "ux", "ui",
            "creative", "graphic", "illustrator", "animator", "artist",
        ],
    ),
    ("product", &["product"]),
    ("project", &["project", "program", "programme", "scrum", "agile", "delivery", "projektleiter", "pmo"]),
    (
        "nursing",
        &[
            "rn", "itu", "icu", "pflegefachfrau", "pflegefachmann", "krankenpflegerin", "altenpflegerin", "pflegedirektor",
            "stationsleitung", "soignant", "enfermero", "seniorenhaus", "ambulant", "district", "verpleegkundige", "infermiere", "nurse",
            "nurs", "pflege", "pflegefachkraft", "pflegekraft", "krankenschwester", "krankenpfleger", "gesundheits", "infirmier",
            "infirmière", "enfermera", "midwife", "carer", "caregiver", "healthcare", "care", "altenpfleger", "ward",
        ],
    ),
    (
        "medical",
        &[
            "doctor", "physician", "surgeon", "pharmacist", "therapist", "physiotherapist", "dentist", "dental", "paramedic", "medical",
            "clinical", "arzt", "ärztin", "radiographer", "veterinary", "laboratory",
        ],
    ),
    (
        "teaching",
        &[
            "ks1", "ks2", "year", "classroom", "send", "ect", "maestro", "maestra", "formateur", "docente", "leraar", "teacher",
            "lecturer", "tutor", "professor", "teach", "lehrer", "lehrerin", "lehrkraft", "educator", "instructor", "school", "enseignant",
            "erzieher", "erzieherin", "profesor", "kindergarten", "education",
        ],
    ),
    (
        "research",
        &[
            "forscher", "biologe", "biologin", "molekularbiologie", "wissenschaftlich", "gene", "cell", "biology", "molecular",
            "investigador", "chercheur", "research", "researcher", "scientist", "postdoc", "postdoctoral", "phd", "biologist", "chemist",
        ],
    ),
    ("sales", &["sale", "account", "vertrieb", "business", "commercial", "verkäufer", "presale"]),
    (
        "marketing",
        &[
            "communication", "comunicación", "kommunikation", "market", "marketing", "seo", "content", "brand", "copywriter", "social",
            "growth", "pr", "campaign",
        ],
    ),
    ("support", &["customer", "support", "service", "success", "helpdesk", "kundenservice", "kundenberater", "call"]),
    (
        "people",
        &[
            "rh", "ressource", "humaine", "recurso", "humano", "recrutement", "personnel", "paie", "personalleiter", "payroll", "hr",
            "recruiter", "recruit", "people", "talent", "personal", "personalreferent", "human",
        ],
    ),
    (
        "finance",
        &[
            "comptable", "contable", "bilanzbuchhalter", "fp", "steuerberater", "accountant", "accounting", "finance", "financial",
            "controller", "auditor", "tax", "treasury", "bookkeeper", "payroll", "buchhalter", "buchhalterin", "steuer", "investment",
            "credit", "banker",
        ],
    ),
    (
        "law",
        &[
            "syndikusrechtsanwalt", "volljurist", "abogado", "abogada", "avocat", "juriste", "syndikus", "associate", "lawyer", "attorney",
            "counsel", "legal", "paralegal", "solicitor", "jurist", "rechtsanwalt", "compliance", "contract",
        ],
    ),
    (
        "logistics",
        &[
            "reachtruck", "reachtruckchauffeur", "chauffeur", "heftruckchauffeur", "magazijnmedewerker", "staplerfahrer", "cariste",
            "magasinier", "inbound", "outbound", "stock", "mozo", "warehouse", "forklift", "driver", "logistic", "supply", "picker",
            "dispatcher", "fahrer", "lager", "lagerist", "courier", "transport", "fleet", "shipp", "freight",
        ],
    ),
    (
        "trades",
        &[
            "electricista", "eléctrico", "electricien", "électricien", "electrica", "eléctrica", "instalador", "monteur", "schlosser",
            "mantenimiento", "fontanero", "plombier", "fotovoltaico", "elektroinstallateur", "solar", "electrician", "plumber",
            "carpenter", "welder", "mechanic", "technician", "builder", "fitter", "elektriker", "elektroniker", "installer", "hvac",
            "maintenance", "mechatroniker", "joiner", "bricklayer", "construction", "machinist", "painter",
        ],
    ),
    (
        "hospitality",
        &[
            "cdp", "commis", "partie", "cuisinier", "cuisinière", "cocinero", "cocinera", "pastry", "line", "diätkoch", "saucier",
            "camarero", "serveur", "küche", "chef", "cook", "waiter", "waitress", "bartender", "barista", "hotel", "housekeeper",
            "restaurant", "kitchen", "koch", "köchin", "reception", "receptionist", "front", "catering", "baker", "sommelier", "guest",
            "sous",
        ],
    ),
    ("office", &["secretary", "office", "clerk", "administrative", "assistant", "sekretär", "sachbearbeiter", "executive", "receptionist"]),
    (
        "engineering",
        &[
            "konstruktionsingenieur", "konstrukteur", "konstruktion", "entwicklungsingenieur", "maschinenbau", "cad", "fem", "getriebe",
            "antriebskomponenten", "mecánico", "mécanique", "mechatronik", "entwickler", "mechanical", "civil", "electrical", "manufactur",
            "process", "structural", "chemical", "hardware", "aerospace", "propulsion", "production", "industrial", "automation",
            "robotic",
        ],
    ),
    (
        "retail",
        &[
            "filialleiter", "filialleitung", "vendeur", "verkäufer", "vendedor", "dependiente", "librería", "merchandis", "cashier",
            "store", "shop", "retail", "merchandiser",
        ],
    ),
    ("writing", &["editor", "writer", "journalist", "translator", "interpreter", "author", "reporter"]),
    ("social", &["social", "counsellor", "counselor", "psychologist", "youth", "welfare"]),
];
/// Lines of work between which people move.
pub const NEAR: &[(&str, &str)] = &[
    ("software", "infrastructure"),
    ("software", "data"),
    ("software", "learning"),
    ("data", "learning"),
    ("data", "research"),
    ("learning", "research"),
    ("security", "infrastructure"),
    ("product", "project"),
    ("product", "design"),
    ("nursing", "medical"),
    ("sales", "support"),
    ("sales", "marketing"),
    ("marketing", "writing"),
    ("people", "office"),
    ("office", "support"),
    ("trades", "engineering"),
    ("retail", "sales"),
    ("retail", "hospitality"),
    ("teaching", "social"),
    ("finance", "office"),
    ("logistics", "retail"),
    ("security", "software"),
];
/// Words that say what somebody is without saying in what.
pub const HEADS: &[&str] = &[
    "engineer", "manager", "specialist", "analyst", "assistant", "consultant", "coordinator", "officer", "expert", "agent", "operator",
    "worker", "member", "technical", "professional", "advisor", "representative", "scientist", "architect", "team", "system",
];
pub const NOISE: &[&str] = &[
    "senior", "sr", "junior", "jr", "lead", "principal", "staff", "head", "of", "the", "a", "and", "und", "for", "in", "at", "m", "f", "d",
    "w", "x", "h", "remote", "hybrid", "intern", "internship", "graduate", "entry", "level", "i", "ii", "iii", "iv", "mid", "full", "part",
    "time", "all", "gender", "to", "new", "with", "de", "or", "us", "uk", "eu", "emea", "apac", "director", "vp", "chief", "student",
];
