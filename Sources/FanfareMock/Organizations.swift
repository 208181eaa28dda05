import FanfareModel
import HTTPEngine
import JSONTree
import TokenSigning

/// The organizations by their identifiers and keys; everything here belongs to the loop's thread.
final class Organizations {
    /// Those whose webhooks somebody has subscribed to.
    var listenedTo: [Organization] = []
    private var byID: [String: Organization] = [:]
    /// Keys are found by a keyed digest, so a look-up takes no longer for a key that is nearly right.
    private var byPublishableKey: [SipDigest: Organization] = [:]
    private var bySecretKey: [SipDigest: Organization] = [:]
    let digestKey: SipHashKey
    /// Where each organization leaves what it cannot do at once.
    var backlog: Backlog? {
        didSet { for organization in all { organization.backlog = backlog } }
    }

    init(digestKey: SipHashKey) { self.digestKey = digestKey }

    /// The organizations in the order in which they were made.
    private(set) var all: [Organization] = []

    private var births = 0
    /// Counts the organizations that came or went.
    private(set) var changes: UInt64 = 0
    /// The changes in organizations that are gone, so that the sum never falls.
    private var formerChanges: UInt64 = 0
    /// Counts what may have changed anything, in any organization there is or was; it never falls.
    var allChanges: UInt64 { all.reduce(changes &+ formerChanges) { $0 &+ $1.changes } }

    subscript(id: String) -> Organization? { byID[id] }

    func organization(publishableKey: SipDigest) -> Organization? {
        byPublishableKey[publishableKey]
    }

    func organization(secretKey: SipDigest) -> Organization? { bySecretKey[secretKey] }

    private func digest(_ key: String) -> SipDigest { SipHash.hash(key, key: digestKey) }

    func add(_ organization: Organization) {
        changes += 1
        byID[organization.id] = organization
        organization.backlog = backlog
        births += 1
        // One of the same identifier may have been deleted while a try was on the wire.
        organization.webhooks.life = births << 32
        all.append(organization)
        byPublishableKey[digest(organization.publishableKey)] = organization
        bySecretKey[digest(organization.secretKey)] = organization
        listenersChanged(organization)
    }

    func remove(_ organization: Organization) {
        changes += 1
        formerChanges &+= organization.changes
        byID[organization.id] = nil
        all.removeAll { $0 === organization }
        organization.waits?.stir(organization)
        byPublishableKey[digest(organization.publishableKey)] = nil
        bySecretKey[digest(organization.secretKey)] = nil
        listenedTo.removeAll { $0 === organization }
    }
}
