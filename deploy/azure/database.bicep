// PostgreSQL without a public address. The standby is synchronous: what the bot acknowledged survives the loss of a zone.

param name string
param location string
param subnetId string
param zoneId string

@secure()
param password string

@description('Standard_D2ds_v5 carries more than a thousand turns a second (docs/scaling.md). Burstable ones have no standby.')
param size string = 'Standard_D2ds_v5'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${name}-db'
  location: location
  sku: {
    name: size
    tier: 'GeneralPurpose'
  }
  properties: {
    version: '16'
    administratorLogin: 'bot_owner'
    administratorLoginPassword: password
    storage: {
      storageSizeGB: 64
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'ZoneRedundant'
    }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: zoneId
      publicNetworkAccess: 'Disabled'
    }
  }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: 'bot'
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

output host string = server.properties.fullyQualifiedDomainName
