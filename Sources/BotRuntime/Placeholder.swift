import Hummingbird
import ServiceLifecycle
import Yams

enum P {}
