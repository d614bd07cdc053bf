// What a person sets up once per bot: where its secrets are, and who may read them. The pipeline then needs no right to
// give rights, and no secret passes through it.
//
//   az deployment group create --resource-group bot --template-file deploy/azure/foundation.bicep --parameters name=mybot

@description('Part of every name. It is in the vault\'s address, so nobody else may have it.')
@minLength(3)
@maxLength(17)
param name string

param location string = resourceGroup().location

// "Key Vault Secrets User": reads secrets, and nothing else.
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-bot'
  location: location
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: '${name}-vault'
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    // main.bicep passes the database's password on to PostgreSQL, by reference.
    enabledForTemplateDeployment: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 30
    enablePurgeProtection: true
  }
}

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, secretsUser)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

output vaultName string = vault.name
