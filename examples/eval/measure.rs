//! Three measures of an order against grades from 0 to 3.

use std::collections::HashMap;

/// From this grade on a posting is one that the person should see.
const WORTH_IT: u8 = 2;

#[derive(Clone, Copy, Default)]
pub struct Measures {
    /// Gain 2^grade - 1, discounted by the logarithm of the rank, against the best order that there is.
    pub ndcg: f64,
    /// The share of what is worth it that stands among the first fifty.
    pub recall: f64,
    /// One through the rank of the first that is worth it.
    pub mrr: f64,
}

pub fn measure(order: &[usize], grades: &HashMap<usize, u8>) -> Measures {
    let grade = |at: &usize| grades.get(at).copied().unwrap_or(0);
    let mut best: Vec<u8> = grades.values().copied().collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let ideal = gain(best.into_iter());
    let worth = grades.values().filter(|grade| **grade >= WORTH_IT).count();
    let seen = order.iter().take(50).filter(|at| grade(at) >= WORTH_IT).count();
    let first = order.iter().position(|at| grade(at) >= WORTH_IT);
    Measures {
        ndcg: if ideal > 0.0 { gain(order.iter().map(grade)) / ideal } else { 0.0 },
        recall: if worth > 0 { count(seen) / count(worth) } else { 0.0 },
        mrr: first.map_or(0.0, |rank| 1.0 / (count(rank) + 1.0)),
    }
}

fn gain(grades: impl Iterator<Item = u8>) -> f64 {
    grades.take(10).enumerate().map(|(rank, grade)| (2_f64.powi(i32::from(grade)) - 1.0) / (count(rank) + 2.0).log2()).sum()
}

pub fn mean<'a>(all: impl Iterator<Item = &'a Measures>) -> Measures {
    let (mut sum, mut n) = (Measures::default(), 0);
    for one in all {
        sum = Measures { ndcg: sum.ndcg + one.ndcg, recall: sum.recall + one.recall, mrr: sum.mrr + one.mrr };
        n += 1;
    }
    let n = count(n.max(1));
    Measures { ndcg: sum.ndcg / n, recall: sum.recall / n, mrr: sum.mrr / n }
}

#[expect(clippy::cast_precision_loss, reason = "counts of postings")]
fn count(n: usize) -> f64 {
    n as f64
}
