import JWTKit

enum P {}
