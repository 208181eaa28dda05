import FanfareModel
import JSONTree

/// A draw.
struct DrawOutline: Sendable {
    let plan: DrawPlan
    let schedule: ScheduleOutline
    let drawAt: MomentOutline

    init(_ reader: WorldReader) throws(WorldFileError) {
        schedule = try ScheduleOutline(reader)
        drawAt = try reader.requiredMoment("drawAt")
        var plan = DrawPlan(
            id: try reader.uniqueString("id"), name: try reader.requiredString("name"),
            drawAt: Instant(milliseconds: 0),
            winnerCount: try reader.integer("winnerCount", in: 1...Int.max) ?? 1)
        plan.capacity = try reader.integer("capacity")
        plan.admissionWindow = try reader.duration("admissionWindow") ?? plan.admissionWindow
        self.plan = plan
        reader.noteCrowdPlace(.draw, plan.id)
    }

    func build(in world: inout World, _ sequence: SequenceKey) {
        var plan = plan
        plan.schedule = schedule.schedule(start: world.now)
        plan.drawAt = drawAt.instant(start: world.now)
        world.add(plan, to: sequence)
    }
}
