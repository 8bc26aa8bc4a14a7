//! Pages in, incidents out.

use super::*;

#[test]
fn an_incident_leaves_with_all_its_pages() {
    let mut pages = Pages::default();
    for (incident, page) in [(1, 10), (1, 11), (2, 12), (1, 11)] {
        pages.insert(IncidentId(incident), PageId(page));
    }
    assert!(pages.remove(IncidentId(1)));
    assert!(!pages.remove(IncidentId(1)));
    assert!(!pages.is_empty());
    assert_eq!(pages.sorted(), [PageId(12)]);
}
