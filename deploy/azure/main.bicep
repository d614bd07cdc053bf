// The bot in Azure Container Apps, with a PostgreSQL server that only it can reach. Repeating it changes nothing; another
// `image` is a rolling upgrade. Before: foundation.bicep, and the secrets in its vault (docs/deploy.md).

@description('The name that foundation.bicep was given.')
param name string

@description('The image, with its version or digest: ghcr.io/OWNER/channelkit:1.2.0')
param image string

@description('The model\'s name at the provider.')
param model string

@description('Where the model is asked. Azure OpenAI: https://NAME.openai.azure.com/openai/v1')
param modelUrl string = 'https://api.openai.com/v1'

@description('The secrets that deploy/azure/bot.yaml reads, each a file /run/secrets/NAME. Add those of your channels.')
param secretNames array = [
  'db-password'
  'api-key'
  'jwt-key'
  'openai-api-key'
]

@minValue(1)
param minReplicas int = 2

@description('Each has up to ten connections to the database.')
param maxReplicas int = 10

param location string = resourceGroup().location

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: '${name}-vault'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: '${name}-bot'
}

module network 'network.bicep' = {
  name: 'network'
  params: {
    name: name
    location: location
  }
}

module database 'database.bicep' = {
  name: 'database'
  params: {
    name: name
    location: location
    subnetId: network.outputs.databaseSubnetId
    zoneId: network.outputs.zoneId
    // From the vault to PostgreSQL: it is in no log and no record of the deployment.
    password: vault.getSecret('db-password')
  }
}

module app 'app.bicep' = {
  name: 'app'
  params: {
    name: name
    location: location
    image: image
    model: model
    modelUrl: modelUrl
    subnetId: network.outputs.appsSubnetId
    databaseHost: database.outputs.host
    vaultUri: vault.properties.vaultUri
    identityId: identity.id
    secretNames: secretNames
    minReplicas: minReplicas
    maxReplicas: maxReplicas
  }
}

output address string = app.outputs.address
