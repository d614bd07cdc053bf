import AsyncHTTPClient

enum P {}
