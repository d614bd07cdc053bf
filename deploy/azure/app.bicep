// The processes, and the door to them. They read their secrets from the vault by the identity that may, as files.

param name string
param location string
param image string
param model string
param modelUrl string
param subnetId string
param databaseHost string
param vaultUri string
param identityId string
param secretNames array
param minReplicas int
param maxReplicas int

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: name
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
    vnetConfiguration: {
      infrastructureSubnetId: subnetId
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
    zoneRedundant: true
  }
}

var vaultSecrets = [for secret in secretNames: {
  name: secret
  keyVaultUrl: '${vaultUri}secrets/${secret}'
  identity: identityId
}]

var secretFiles = [for secret in secretNames: {
  secretRef: secret
  path: secret
}]

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      // A new revision has to be ready before the old one is let go.
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: 8080
        transport: 'auto'
        allowInsecure: false
      }
      secrets: concat(vaultSecrets, [
        {
          name: 'configuration'
          value: loadTextContent('bot.yaml')
        }
      ])
    }
    template: {
      terminationGracePeriodSeconds: 45
      containers: [
        {
          name: 'bot'
          image: image
          args: [
            'run'
            '--config'
            '/etc/channelkit/bot.yaml'
            '--log-format'
            'json'
          ]
          env: [
            {
              name: 'DATABASE_HOST'
              value: databaseHost
            }
            {
              name: 'OPENAI_MODEL'
              value: model
            }
            {
              name: 'OPENAI_BASE_URL'
              value: modelUrl
            }
          ]
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/health/live'
                port: 8081
              }
              periodSeconds: 2
              failureThreshold: 30
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/health/live'
                port: 8081
              }
              periodSeconds: 10
              timeoutSeconds: 5
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/health/ready'
                port: 8081
              }
              periodSeconds: 3
              timeoutSeconds: 3
            }
          ]
          volumeMounts: [
            {
              volumeName: 'configuration'
              mountPath: '/etc/channelkit'
            }
            {
              volumeName: 'secrets'
              mountPath: '/run/secrets'
            }
          ]
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'requests'
            http: {
              metadata: {
                concurrentRequests: '200'
              }
            }
          }
        ]
      }
      volumes: [
        {
          name: 'configuration'
          storageType: 'Secret'
          secrets: [
            {
              secretRef: 'configuration'
              path: 'bot.yaml'
            }
          ]
        }
        {
          name: 'secrets'
          storageType: 'Secret'
          secrets: secretFiles
        }
      ]
    }
  }
}

output address string = 'https://${app.properties.configuration.ingress.fqdn}'
