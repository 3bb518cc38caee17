"""Makes and verifies password hashes by other implementations than the service's.

Reads JSON lines from standard input and answers each with a line of JSON:
    {"make": format, "password": …}            the hash
    {"verify": format, "password": …, "hash": …}  true or false
"""
import base64
import hashlib
import hmac
import json
import os
import sys

import argon2
import bcrypt
from django.conf import settings

settings.configure()
from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher  # noqa: E402  needs the settings


def base64_unpadded(data):
    return base64.b64encode(data).decode().rstrip("=")


def from_base64_unpadded(text):
    return base64.b64decode(text + "=" * (-len(text) % 4))


class Argon2id:
    def make(self, password):
        return argon2.PasswordHasher(type=argon2.Type.ID, hash_len=32).hash(password)

    def verify(self, password, hash):
        try:
            return argon2.PasswordHasher().verify(hash, password)
        except argon2.exceptions.VerifyMismatchError:
            return False


class Pbkdf2Sha512:
    def make(self, password):
        salt = os.urandom(16)
        key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 1000)
        return f"$pbkdf2-sha512$i=1000,l=64${base64_unpadded(salt)}${base64_unpadded(key)}"

    def verify(self, password, hash):
        _, _, parameters, salt, key = hash.split("$")
        cost = dict(pair.split("=") for pair in parameters.split(","))
        made = hashlib.pbkdf2_hmac("sha512", password.encode(), from_base64_unpadded(salt), int(cost["i"]), int(cost["l"]))
        return hmac.compare_digest(made, from_base64_unpadded(key))


class Django:
    def __init__(self, hasher):
        self.hasher = hasher

    def make(self, password):
        return self.hasher.encode(password, self.hasher.salt())

    def verify(self, password, hash):
        return self.hasher.verify(password, hash)


class Bcrypt:
    def prepared(self, password):
        return password.encode()

    def make(self, password):
        return bcrypt.hashpw(self.prepared(password), bcrypt.gensalt(10)).decode()

    def verify(self, password, hash):
        return bcrypt.checkpw(self.prepared(password), hash.encode())


class PreHashedBcrypt(Bcrypt):
    def prepared(self, password):
        return base64.b64encode(hashlib.sha384(password.encode()).digest())


formats = {
    "argon2id": Argon2id(),
    "pbkdf2-sha512": Pbkdf2Sha512(),
    "django-pbkdf2-sha256": Django(PBKDF2PasswordHasher()),
    "django-argon2": Django(Argon2PasswordHasher()),
    "bcrypt": Bcrypt(),
    "bcrypt pre-hashed": PreHashedBcrypt(),
}

for line in sys.stdin:
    call = json.loads(line)
    if "make" in call:
        print(json.dumps(formats[call["make"]].make(call["password"])))
    else:
        print(json.dumps(formats[call["verify"]].verify(call["password"], call["hash"])))
