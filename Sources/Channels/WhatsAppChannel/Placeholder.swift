enum WhatsAppChannelPlaceholder {}
