import ArgumentParser

@main struct Bot: ParsableCommand {}
