/// What answers requests.
package protocol HTTPHandler: AnyObject {
    /// Takes one request, on the loop's thread; answers now or later, but on that thread.
    func handle(_ exchange: HTTPExchange)
}
