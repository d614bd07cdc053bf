enum StdioChannelPlaceholder {}
