import FanfareModel
import JSONTree

/// A fault is kept as it was asked for, with how far it has come.
extension Fault: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        let (id, text): (String, String) = (try reader.read(), try reader.read("definition"))
        do {
            var fields = FaultReader(FieldReader(try JSONNode(parsing: text)))
            self.init(id: id, &fields)
            try fields.fields.finish()
        } catch {
            throw reader.unusable(expected: "a fault as POST /__admin/faults takes it")
        }
        resume(seen: try reader.tally(), fired: try reader.tally())
    }

    func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(definition.text())
        writer.write(seen)
        writer.write(fired)
    }
}
