//! The headings that divide a CV, in several languages.

use super::piece::plain;

/// What a part of a CV is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Section {
    /// Name and contact, before the first heading.
    Header,
    Contact,
    Summary,
    Work,
    Education,
    Skills,
    Languages,
    Certificates,
    Projects,
    Volunteer,
    Publications,
    Awards,
    Interests,
    References,
    /// A heading that says nothing to us: its lines are nobody's.
    Other,
}

/// Headings as they are printed, without accents and case. English, German, French, Italian, Spanish, Portuguese, Dutch and
/// Chinese, and the usual ones of Japanese, Korean, Arabic and Hebrew.
const WHOLE: &[(Section, &[&str])] = &[
    (
        Section::Contact,
        &[
            "contato", "contactos", "contatos", "dados pessoais", "informacoes pessoais", "informacao pessoal", "contactgegevens",
            "personalia", "persoonlijke gegevens", "persoonlijke informatie", "gegevens", "kontaktinformationen", "angaben zur person",
            "etat civil", "contactez moi", "recapiti", "datos de contacto", "informacion de contacto", "連絡先", "個人情報", "연락처",
            "معلومات الاتصال", "البيانات الشخصية", "פרטים אישיים", "פרטי התקשרות", "contact", "contact details", "contact information",
            "contact me", "personal details", "personal information", "kontakt", "kontaktdaten", "personliche daten",
            "personliche angaben", "zur person", "coordonnees", "informations personnelles", "contatti", "dati personali",
            "informazioni personali", "contacto", "datos personales", "informacion personal", "联系方式", "个人信息", "基本信息", "links",
            "social", "online",
        ],
    ),
    (
        Section::Summary,
        &[
            "perfil profissional", "resumo", "resumo profissional", "sobre", "sobre mim", "sintese", "apresentacao",
            "objetivo profissional", "objetivos", "profiel", "persoonlijk profiel", "profielschets", "samenvatting", "over mij",
            "wie ben ik", "doel", "persoonliche zusammenfassung", "berufliches profil", "profil personnel", "en bref", "profilo personale",
            "sintesi", "quien soy", "自己紹介", "自己pr", "職務要約", "자기소개", "نبذة", "الملخص", "ملخص مهني", "תקציר", "אודות",
            "פרופיל", "summary", "professional summary", "executive summary", "career summary", "profile", "professional profile", "about",
            "about me", "objective", "career objective", "overview", "profil", "kurzprofil", "uber mich", "zusammenfassung", "ziele",
            "resume", "a propos", "a propos de moi", "presentation", "objectif", "profil professionnel", "profilo",
            "profilo professionale", "chi sono", "sommario", "su di me", "obiettivo", "perfil", "perfil profesional", "sobre mi",
            "resumen", "resumen profesional", "objetivo", "extracto", "自我评价", "个人简介", "个人总结", "简介", "求职意向", "who i am",
        ],
    ),
    (
        Section::Work,
        &[
            "experiencia profissional", "experiencias profissionais", "experiencia de trabalho", "historico profissional",
            "percurso profissional", "carreira", "atuacao profissional", "estagios", "trajetoria profissional", "werkervaring",
            "werkervaringen", "ervaring", "beroepservaring", "loopbaan", "arbeidsverleden", "professionele ervaring", "relevante ervaring",
            "werkgeschiedenis", "berufliche laufbahn", "berufliche erfahrungen", "praktikumserfahrung", "experiences de travail",
            "esperienze lavorative e professionali", "storia lavorativa", "experiencia de trabajo", "vida laboral", "職歴", "職務経歴",
            "경력", "경력사항", "الخبرات", "الخبرة العملية", "الخبرة المهنية", "خبرات العمل", "ניסיון תעסוקתי", "ניסיון מקצועי", "ניסיון",
            "experience", "work experience", "professional experience", "employment", "employment history", "work history", "career",
            "career history", "professional background", "relevant experience", "positions", "academic positions", "appointments",
            "academic appointments", "research experience", "industry experience", "teaching experience", "internships",
            "internship experience", "work", "berufserfahrung", "berufliche erfahrung", "beruflicher werdegang", "werdegang",
            "berufspraxis", "praktische erfahrung", "praktika", "erfahrung", "arbeitserfahrung", "berufliche stationen",
            "berufliche tatigkeit", "experience professionnelle", "experiences professionnelles", "experiences", "parcours professionnel",
            "parcours", "emplois", "stages", "esperienza", "esperienze", "esperienza lavorativa", "esperienze lavorative",
            "esperienza professionale", "esperienze professionali", "esperienze di lavoro", "esperienza di lavoro", "carriera",
            "experiencia", "experiencia laboral", "experiencia profesional", "trayectoria profesional", "historial laboral", "工作经历",
            "工作经验", "职业经历", "实习经历", "工作履历", "职业经验",
        ],
    ),
    (
        Section::Education,
        &[
            "educacao", "formacao", "formacao academica", "escolaridade", "habilitacoes literarias", "habilitacoes", "educacao e formacao",
            "formacao educacional", "estudos", "opleiding", "opleidingen", "onderwijs", "scholing", "studie", "opleiding en training",
            "educatie", "studium und ausbildung", "schule und studium", "enseignement", "percorso di studi", "formazione e istruzione",
            "estudios realizados", "学歴", "学历", "학력", "학력사항", "التعليم", "المؤهلات العلمية", "المؤهلات", "השכלה", "לימודים",
            "education", "academic background", "educational background", "academic history", "education and training",
            "education training", "studies", "qualifications", "academic qualifications", "degrees", "ausbildung", "bildung",
            "bildungsweg", "schulbildung", "studium", "akademische ausbildung", "hochschulbildung", "abschlusse", "schulische ausbildung",
            "formation", "formations", "etudes", "diplomes", "parcours academique", "formation academique", "cursus", "scolarite",
            "istruzione", "istruzione e formazione", "formazione", "formazione accademica", "titoli di studio", "studi", "educacion",
            "formacion", "formacion academica", "estudios", "titulacion", "教育经历", "教育背景", "学历", "教育",
        ],
    ),
    (
        Section::Skills,
        &[
            "competencias profissionais", "habilidades e competencias", "conhecimentos", "competencias informaticas", "qualificacoes",
            "ferramentas", "competencias pessoais", "aptidoes", "vaardigheden", "competenties", "kennis", "kennis en vaardigheden",
            "technische vaardigheden", "computervaardigheden", "kwaliteiten", "it vaardigheden", "edv", "besondere kenntnisse",
            "digitale kompetenzen", "competences numeriques", "atouts", "competenze digitali", "competenze informatiche", "capacita",
            "competencias digitales", "informatica", "スキル", "技術", "활용능력", "기술", "보유기술", "المهارات", "مهارات", "כישורים",
            "מיומנויות", "יכולות", "skills", "technical skills", "core skills", "key skills", "core competencies", "competencies",
            "expertise", "areas of expertise", "technologies", "tech stack", "tools", "skills tools", "skills and tools",
            "skills technologies", "technical expertise", "technical proficiencies", "programming skills", "hard skills", "soft skills",
            "professional skills", "skills interests", "skills and interests", "skills languages", "kenntnisse", "fahigkeiten",
            "fachkenntnisse", "kompetenzen", "it kenntnisse", "edv kenntnisse", "technische kenntnisse", "technische fahigkeiten",
            "kenntnisse und fahigkeiten", "kernkompetenzen", "competences", "competences techniques", "competences cles", "savoir faire",
            "outils", "competences informatiques", "competenze", "competenze tecniche", "capacita e competenze", "abilita", "conoscenze",
            "conoscenze informatiche", "habilidades", "competencias", "aptitudes", "conocimientos", "habilidades tecnicas",
            "competencias tecnicas", "conocimientos tecnicos", "tecnologias", "技能", "专业技能", "技能与兴趣", "技能特长", "技术栈",
            "个人技能",
        ],
    ),
    (
        Section::Languages,
        &[
            "linguas", "competencias linguisticas", "conhecimentos linguisticos", "talen", "talenkennis", "taalvaardigheden", "taalkennis",
            "connaissances linguistiques", "langues etrangeres", "lingue straniere", "fremdsprachen", "lenguas", "語学", "言語", "어학",
            "외국어", "اللغات", "שפות", "languages", "language skills", "sprachen", "sprachkenntnisse", "langues", "lingue",
            "conoscenze linguistiche", "competenze linguistiche", "idiomas", "语言", "语言能力", "外语",
        ],
    ),
    (
        Section::Certificates,
        &[
            "certificacoes", "certificados e cursos", "cursos e certificacoes", "formacao complementar", "formacoes", "certificaten",
            "certificeringen", "cursussen", "cursussen en certificaten", "trainingen", "bijscholing", "fort und weiterbildung",
            "fort und weiterbildungen", "lizenzen", "formations complementaires", "habilitations", "corsi e certificazioni",
            "certificazioni e corsi", "cursos y certificaciones", "資格", "免許・資格", "免許 資格", "자격증", "자격사항", "الشهادات",
            "الدورات", "תעודות", "קורסים", "הסמכות", "certifications", "certificates", "certification", "certificate", "licenses",
            "licenses certifications", "licenses and certifications", "certificates awards", "certifications awards", "training",
            "courses", "training and courses", "courses and certifications", "certifications and training", "professional development",
            "zertifikate", "zertifizierungen", "weiterbildung", "weiterbildungen", "fortbildungen", "kurse", "certificats",
            "certificazioni", "corsi", "attestati", "certificaciones", "certificados", "cursos", "formacion complementaria", "证书",
            "资格证书", "认证",
        ],
    ),
    (
        Section::Volunteer,
        &[
            "atividades", "trabalho voluntario", "atividades extracurriculares", "vrijwilligerswerk", "nevenactiviteiten", "nevenfuncties",
            "ehrenamtliche tatigkeiten", "ehrenamtliche tatigkeit", "engagement associatif", "activites benevoles",
            "activites extraprofessionnelles", "esperienze di volontariato", "actividades de voluntariado", "ホランティア", "봉사활동",
            "العمل التطوعي", "התנדבות", "volunteering", "volunteer", "volunteer experience", "volunteer work", "community",
            "community involvement", "extracurricular activities", "activities", "associations", "projects associations",
            "projects and associations", "leadership", "leadership and activities", "ehrenamt", "ehrenamtliches engagement", "engagement",
            "soziales engagement", "projekte und verbande", "benevolat", "engagements", "vie associative", "projets associations",
            "projets et associations", "volontariato", "attivita", "voluntariado", "actividades", "志愿者经历", "志愿经历", "社会活动",
            "项目与协会", "校园经历",
        ],
    ),
    (
        Section::Projects,
        &[
            "projetos", "projetos pessoais", "projectos", "projecten", "persoonlijke projecten", "フロシェクト", "프로젝트", "المشاريع",
            "פרויקטים", "projects", "personal projects", "side projects", "selected projects", "key projects", "open source",
            "open source projects", "portfolio", "academic projects", "projekte", "projets", "projets personnels", "progetti",
            "progetti personali", "proyectos", "proyectos personales", "项目", "项目经历", "项目经验",
        ],
    ),
    (
        Section::Publications,
        &[
            "publicacoes", "publicaties", "artigos", "artikelen", "論文", "논문", "المنشورات", "פרסומים", "publications",
            "selected publications", "papers", "articles", "veroffentlichungen", "publikationen", "publicazioni", "pubblicazioni",
            "publicaciones", "学术著作", "论文", "发表论文", "出版物", "学术成果",
        ],
    ),
    (
        Section::Awards,
        &[
            "premios e reconhecimentos", "reconhecimentos", "distincoes", "bolsas", "prijzen", "onderscheidingen", "beurzen",
            "prijzen en onderscheidingen", "prix et distinctions", "premi e riconoscimenti", "premios y reconocimientos", "受賞歴",
            "수상경력", "수상", "الجوائز", "פרסים", "awards", "honors", "honours", "honors and awards", "awards and honors",
            "honors awards", "awards honors", "selected honors", "achievements", "scholarships", "accomplishments", "auszeichnungen",
            "preise", "stipendien", "ehrungen", "prix", "distinctions", "recompenses", "bourses", "premi", "riconoscimenti",
            "borse di studio", "premios", "reconocimientos", "becas", "荣誉", "奖项", "获奖情况", "荣誉奖项", "获奖经历",
        ],
    ),
    (
        Section::Interests,
        &[
            "interesses", "interesses pessoais", "passatempos", "hobbies e interesses", "interesses en hobbys", "hobby s",
            "hobbys en interesses", "vrije tijd", "freizeit", "hobbys und interessen", "interessen und hobbys", "tempo libero", "趣味",
            "관심사", "취미", "الاهتمامات", "الهوايات", "תחביבים", "interests", "hobbies", "personal interests", "hobbies and interests",
            "interessen", "hobbys", "personliche interessen", "loisirs", "centres d interet", "centres d interets", "interets",
            "interessi", "interessi personali", "passioni", "hobby", "intereses", "aficiones", "兴趣", "兴趣爱好", "爱好", "个人兴趣",
        ],
    ),
    (
        Section::References,
        &[
            "referenties", "recomendacoes", "referencias profissionais", "referencias laborales", "推薦者", "المراجع", "ממליצים",
            "references", "referees", "referenzen", "recommandations", "references professionnelles", "referenze", "referencias", "推荐人",
        ],
    ),
    (
        Section::Other,
        &[
            "patents", "talks", "invited talks", "presentations", "grants", "service", "professional service", "teaching", "memberships",
            "patente", "vortrage", "mitgliedschaften", "brevets", "brevetti", "patentes", "research interests", "military service",
            "driving licence", "fuhrerschein",
        ],
    ),
];

/// Words that tell a heading which is not printed exactly like one above; the line must look like a heading too.
const KEYWORDS: &[(Section, &[&str])] = &[
    (
        Section::Publications,
        &["publications", "publikationen", "veroffentlichungen", "pubblicazioni", "publicaciones", "publicacoes", "publicaties", "papers"],
    ),
    (
        Section::Certificates,
        &[
            "certifications", "certificates", "zertifikate", "certificazioni", "certificaciones", "certificats", "certificacoes",
            "certificaten", "licenses",
        ],
    ),
    (
        Section::Volunteer,
        &["volunteer", "volunteering", "ehrenamt", "benevolat", "volontariato", "voluntariado", "vrijwilligerswerk", "associations"],
    ),
    (Section::Projects, &["projects", "projekte", "projets", "progetti", "proyectos", "projetos", "projecten"]),
    (
        Section::Work,
        &[
            "experience", "experiences", "employment", "erfahrung", "berufserfahrung", "esperienza", "esperienze", "experiencia", "career",
            "werdegang", "positions", "werkervaring", "ervaring", "loopbaan",
        ],
    ),
    (
        Section::Education,
        &[
            "education", "ausbildung", "bildung", "formation", "istruzione", "formazione", "educacion", "formacion", "studium", "formacao",
            "educacao", "opleiding", "opleidingen",
        ],
    ),
    (Section::Awards, &["awards", "honors", "honours", "auszeichnungen", "prix", "premi", "premios", "prijzen"]),
    (
        Section::Skills,
        &["skills", "kenntnisse", "competences", "competenze", "habilidades", "competencias", "vaardigheden", "expertise", "technologies"],
    ),
    (Section::Languages, &["languages", "sprachen", "langues", "lingue", "idiomas", "talen"]),
    (Section::Interests, &["interests", "hobbies", "interessen", "interets", "interessi", "intereses", "interesses"]),
    (Section::Summary, &["summary", "profile", "objective", "about"]),
];

/// A heading printed as we know it.
pub(crate) fn known(text: &str) -> Option<Section> {
    let plain = spelled(text);
    if plain.is_empty() || plain.len() > 60 {
        return None;
    }
    let without_and: String =
        plain.split(' ').filter(|w| !matches!(*w, "and" | "und" | "et" | "e" | "y" | "en")).collect::<Vec<_>>().join(" ");
    let spaced = is_spaced(text);
    WHOLE
        .iter()
        .find(|(_, names)| {
            names.contains(&plain.as_str())
                || names.contains(&without_and.as_str())
                || spaced && names.iter().any(|name| name.replace(' ', "") == plain)
        })
        .map(|(section, _)| *section)
}

/// What a line that looks like a heading is probably about.
pub(crate) fn guessed(text: &str) -> Section {
    let plain = spelled(text);
    // "Skills & awards" is about what it names first.
    let first = |words: &[&str]| plain.split(' ').position(|word| words.contains(&word));
    KEYWORDS
        .iter()
        .filter_map(|(section, words)| Some((first(words)?, *section)))
        .min_by_key(|(at, _)| *at)
        .map_or(Section::Other, |(_, section)| section)
}

/// Letters set apart: "S K I L L S". Pairs that the font sets closer ("AT") stay together.
pub(crate) fn is_spaced(text: &str) -> bool {
    let plain = plain(text);
    let parts = plain.split(' ').count();
    parts >= 4 && plain.chars().filter(|c| *c != ' ').count() * 2 <= parts * 3
}

/// Plain text, with letter-spaced headings pulled together; where their words end is not known then.
fn spelled(text: &str) -> String {
    let plain = plain(text);
    if is_spaced(text) { plain.replace(' ', "") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_in_many_languages() {
        for (text, section) in [
            ("WORK EXPERIENCE", Section::Work),
            ("Berufliche Erfahrung", Section::Work),
            ("Expérience Professionnelle", Section::Work),
            ("Esperienze di lavoro", Section::Work),
            ("Formación académica", Section::Education),
            ("Projekte und Verbände", Section::Volunteer),
            ("Certificates & Awards", Section::Certificates),
            ("技能与兴趣", Section::Skills),
            ("S K I L L S:", Section::Skills),
            ("W O R K E X P E R I E N C E", Section::Work),
            ("E D U C AT I O N", Section::Education),
            ("Experiência Profissional", Section::Work),
            ("Formação Académica", Section::Education),
            ("Competências", Section::Skills),
            ("Certificações", Section::Certificates),
            ("Dados pessoais", Section::Contact),
            ("Werkervaring", Section::Work),
            ("Opleidingen", Section::Education),
            ("Vaardigheden", Section::Skills),
            ("Talenkennis", Section::Languages),
            ("Cursussen en certificaten", Section::Certificates),
            ("Persoonlijke gegevens", Section::Contact),
            ("職務経歴", Section::Work),
            ("スキル", Section::Skills),
            ("プロジェクト", Section::Projects),
            ("경력사항", Section::Work),
            ("الخبرة المهنية", Section::Work),
            ("השכלה", Section::Education),
        ] {
            assert_eq!(known(text), Some(section), "{text}");
        }
        assert_eq!(known("Python"), None);
        assert_eq!(guessed("Clinical and teaching experience"), Section::Work);
        assert_eq!(guessed("Skills & Awards"), Section::Skills);
        assert_eq!(guessed("Welcome"), Section::Other);
    }
}
