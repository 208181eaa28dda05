extension Mock {
    /// Keeps an entry in the journal of an organization, and tells whoever wants to know.
    func record(_ entry: consuming JournalEntry, in organization: Organization) {
        observer?(entry, organization)
        organization.journal.record(entry)
    }
}
