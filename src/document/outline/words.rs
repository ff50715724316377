//! The few words that a document says itself, in the languages that people write résumés in.

/// Headings in the order of [`super::SECTIONS`], months, and the rest.
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    /// ISO 639-1.
    pub language: &'static str,
    headings: [&'static str; 12],
    months: [&'static str; 12],
    /// The end of what has not ended.
    pub today: &'static str,
    pub grade: &'static str,
    pub courses: &'static str,
    pub tools: &'static str,
    pub page: &'static str,
}

/// English where we know no better.
pub fn words(language: &str) -> &'static Words {
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    ALL.iter().find(|words| words.language == primary).unwrap_or(&ALL[0])
}

impl Words {
    /// The heading of a section by its JSON Resume name; empty for a name that is none.
    pub fn heading(&self, section: &str) -> &'static str {
        super::SECTIONS.iter().position(|known| *known == section).map_or("", |index| self.headings[index])
    }

    /// "Mar 2021" of 2021-03-15; what is no such date stays as it is.
    pub fn date(&self, date: &str) -> String {
        let date = super::line(date);
        let mut parts = date.split('-');
        let (year, month) = (parts.next().unwrap_or_default(), parts.next());
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let name = month.and_then(|month| month.parse::<usize>().ok()).and_then(|month| self.months.get(month.wrapping_sub(1)));
        match (is_year, month, name) {
            (true, _, Some(name)) if self.language == "zh" => format!("{year}年{name}"),
            (true, _, Some(name)) => format!("{name} {year}"),
            (true, None, _) => year.to_owned(),
            _ => date,
        }
    }

    /// "Mar 2021 – Present"; a role that began and has no end goes on.
    pub fn range(&self, start: &str, end: &str) -> String {
        let (first, last) = (self.date(start), self.date(end));
        match (first.is_empty(), last.is_empty()) {
            (true, true) => String::new(),
            (true, false) => last,
            (false, true) => format!("{first} – {}", self.today),
            (false, false) if first == last => first,
            (false, false) => format!("{first} – {last}"),
        }
    }
}

const ALL: [Words; 8] = [
    Words {
        language: "en",
        headings: [
            "Summary", "Experience", "Education", "Skills", "Projects", "Publications", "Certifications", "Awards", "Languages",
            "Volunteering", "Interests", "References",
        ],
        months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        today: "Present",
        grade: "Grade",
        courses: "Courses",
        tools: "Tools",
        page: "Page",
    },
    Words {
        language: "de",
        headings: [
            "Profil", "Berufserfahrung", "Ausbildung", "Kenntnisse", "Projekte", "Veröffentlichungen", "Zertifikate", "Auszeichnungen",
            "Sprachen", "Ehrenamt", "Interessen", "Referenzen",
        ],
        months: ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."],
        today: "heute",
        grade: "Note",
        courses: "Kurse",
        tools: "Werkzeuge",
        page: "Seite",
    },
    Words {
        language: "fr",
        headings: [
            "Profil", "Expérience professionnelle", "Formation", "Compétences", "Projets", "Publications", "Certifications",
            "Distinctions", "Langues", "Bénévolat", "Centres d’intérêt", "Références",
        ],
        months: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
        today: "aujourd’hui",
        grade: "Note",
        courses: "Cours",
        tools: "Outils",
        page: "Page",
    },
    Words {
        language: "es",
        headings: [
            "Perfil", "Experiencia profesional", "Formación", "Competencias", "Proyectos", "Publicaciones", "Certificaciones", "Premios",
            "Idiomas", "Voluntariado", "Intereses", "Referencias",
        ],
        months: ["ene.", "feb.", "mar.", "abr.", "mayo", "jun.", "jul.", "ago.", "sept.", "oct.", "nov.", "dic."],
        today: "actualidad",
        grade: "Nota",
        courses: "Asignaturas",
        tools: "Herramientas",
        page: "Página",
    },
    Words {
        language: "pt",
        headings: [
            "Perfil", "Experiência profissional", "Formação académica", "Competências", "Projetos", "Publicações", "Certificações",
            "Prémios", "Idiomas", "Voluntariado", "Interesses", "Referências",
        ],
        months: ["jan.", "fev.", "mar.", "abr.", "maio", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."],
        today: "presente",
        grade: "Nota",
        courses: "Disciplinas",
        tools: "Ferramentas",
        page: "Página",
    },
    Words {
        language: "it",
        headings: [
            "Profilo", "Esperienza professionale", "Istruzione e formazione", "Competenze", "Progetti", "Pubblicazioni", "Certificazioni",
            "Riconoscimenti", "Lingue", "Volontariato", "Interessi", "Referenze",
        ],
        months: ["gen.", "feb.", "mar.", "apr.", "mag.", "giu.", "lug.", "ago.", "set.", "ott.", "nov.", "dic."],
        today: "oggi",
        grade: "Voto",
        courses: "Corsi",
        tools: "Strumenti",
        page: "Pagina",
    },
    Words {
        language: "nl",
        headings: [
            "Profiel", "Werkervaring", "Opleiding", "Vaardigheden", "Projecten", "Publicaties", "Certificaten", "Onderscheidingen",
            "Talen", "Vrijwilligerswerk", "Interesses", "Referenties",
        ],
        months: ["jan.", "feb.", "mrt.", "apr.", "mei", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."],
        today: "heden",
        grade: "Cijfer",
        courses: "Vakken",
        tools: "Hulpmiddelen",
        page: "Pagina",
    },
    Words {
        language: "zh",
        headings: [
            "个人简介", "工作经历", "教育经历", "专业技能", "项目经历", "论文", "证书", "荣誉奖项", "语言能力", "志愿者经历", "兴趣爱好",
            "推荐人",
        ],
        months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
        today: "至今",
        grade: "成绩",
        courses: "课程",
        tools: "工具",
        page: "页",
    },
];
