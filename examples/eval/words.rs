//! Okapi BM25 with nothing else: words in small letters, k1 = 1.2, b = 0.75.

use job_agent::posting::FoundPosting;
use std::collections::{HashMap, HashSet};

const K1: f64 = 1.2;
const B: f64 = 0.75;

pub struct Bm25 {
    /// By posting: how often each word stands in it, and how many words there are.
    documents: Vec<(HashMap<String, u32>, f64)>,
    /// By word: in how many postings.
    spread: HashMap<String, u32>,
    mean_length: f64,
}

impl Bm25 {
    pub fn new(postings: &[FoundPosting]) -> Self {
        let mut spread: HashMap<String, u32> = HashMap::new();
        let documents: Vec<(HashMap<String, u32>, f64)> = postings
            .iter()
            .map(|posting| {
                let text = format!("{}\n{}\n{}", posting.title, posting.location.as_deref().unwrap_or_default(), posting.description_text);
                let mut counts: HashMap<String, u32> = HashMap::new();
                for word in words(&text) {
                    *counts.entry(word).or_default() += 1;
                }
                for word in counts.keys() {
                    *spread.entry(word.clone()).or_default() += 1;
                }
                let length = counts.values().copied().map(f64::from).sum();
                (counts, length)
            })
            .collect();
        let total: f64 = documents.iter().map(|(_, length)| length).sum();
        let mean_length = total / size(documents.len().max(1));
        Self { documents, spread, mean_length }
    }

    /// Postings by index, best first; equals keep their order.
    pub fn order(&self, query: &str) -> Vec<usize> {
        let wanted: HashSet<String> = words(query).collect();
        let mut ranked: Vec<(f64, usize)> = self.documents.iter().enumerate().map(|(at, _)| (self.score(at, &wanted), at)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().map(|(_, at)| at).collect()
    }

    fn score(&self, at: usize, wanted: &HashSet<String>) -> f64 {
        let (counts, length) = &self.documents[at];
        let n = size(self.documents.len());
        // In the order of the words, so that sums do not depend on the order of a hash map.
        let mut sorted: Vec<&String> = wanted.iter().collect();
        sorted.sort();
        sorted
            .into_iter()
            .filter_map(|word| {
                let often = f64::from(*counts.get(word)?);
                let spread = f64::from(self.spread.get(word).copied().unwrap_or(0));
                let rare = ((n - spread + 0.5) / (spread + 0.5) + 1.0).ln();
                Some(rare * often * (K1 + 1.0) / (often + K1 * (1.0 - B + B * length / self.mean_length)))
            })
            .sum()
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '+' && c != '#').filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[expect(clippy::cast_precision_loss, reason = "counts of postings")]
fn size(n: usize) -> f64 {
    n as f64
}
