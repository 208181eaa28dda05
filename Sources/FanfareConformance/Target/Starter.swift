/// The files that a project begins with.
package enum Starter {
    /// A target file with a word on every member.
    package static let target = """
        {
          "$comment": {
            "": "What 'fanfare-kit conform' examines. Every member but 'url' may be left out; here is what each says.",
            "name": "What reports call it.",
            "url": "Where every path is appended to.",
            "keys": "Names of environment variables that hold the keys, which never stand in this file. Leave out those you have not. 'controlToken' names the one that opens a locked /__admin.",
            "control": "true or false: whether it speaks the control protocol (/__admin). It is asked where this is left out.",
            "otp": "A command that prints the newest code for {to}, put in as it is, or { \\"fixed\\": \\"123456\\" }.",
            "patience": "How long a scenario may really wait, since this clock cannot be moved.",
            "timeout": "How long an answer may take.",
            "access": "read: nothing is changed. write: what consumers do. administer: calls with the secret key that change queues, draws and experiences too.",
            "adminCalls": "Whether this address answers the admin calls too, which the documentation serves on another host.",
            "create": "Whether queues, draws and auctions that are missing below are made by the admin calls. They stay.",
            "pace": "How fast it may be asked. The documentation allows ten codes a minute; 0 means as many as it takes.",
            "resources": "Ids by role. A scenario whose role is missing here is unsupported, not failed.",
            "certificateAuthorities": "A PEM file to trust instead of the system's authorities."
          },
          "name": "staging",
          "url": "https://consumer.example.com/api/v1",
          "keys": {
            "publishable": "FANFARE_PUBLISHABLE_KEY",
            "secret": "FANFARE_SECRET_KEY",
            "organization": "FANFARE_ORGANIZATION_ID"
          },
          "otp": { "command": "./newest-code {to}" },
          "patience": "90s",
          "timeout": "10s",
          "access": "write",
          "adminCalls": false,
          "create": false,
          "pace": { "codesPerMinute": 10, "requestsPerSecond": 5 },
          "resources": {
            "experience.main": "exp_…",
            "sequence.main": "seq_…",
            "queue.open": "queue_…"
          }
        }

        """

    /// A workflow that examines the target every night and on demand.
    package static let workflow = """
        name: conformance
        on:
          workflow_dispatch:
          schedule:
            - cron: "17 3 * * *"
        jobs:
          conform:
            runs-on: ubuntu-latest
            container: swift:6.3
            steps:
              - uses: actions/checkout@v4
              - name: Build fanfare-kit
                run: git clone --depth 1 "$FANFARE_KIT_REPOSITORY" .fanfare-kit && swift build -c release --package-path .fanfare-kit
                env:
                  FANFARE_KIT_REPOSITORY: ${{ vars.FANFARE_KIT_REPOSITORY }}
              - name: Examine the target
                run: .fanfare-kit/.build/release/fanfare-kit conform fanfare-target.json --junit report.xml --json report.json
                env:
                  FANFARE_PUBLISHABLE_KEY: ${{ secrets.FANFARE_PUBLISHABLE_KEY }}
                  FANFARE_SECRET_KEY: ${{ secrets.FANFARE_SECRET_KEY }}
                  FANFARE_ORGANIZATION_ID: ${{ vars.FANFARE_ORGANIZATION_ID }}
              - uses: actions/upload-artifact@v4
                if: always()
                with:
                  name: conformance
                  path: |
                    report.xml
                    report.json

        """
}
