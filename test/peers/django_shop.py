"""A shop made of Django alone: settings for django-admin, and customers who sign up, sign in and come back.

DATABASE holds the database as Django takes it, in JSON. Reads JSON lines from standard input and answers each with a line of JSON:
    {"sign_up": name, "email": …, "password": …}    null; a password of null is Django's unusable one
    {"sign_in": name, "password": …}                the session's key, or null
    {"who": session}                                the name of the customer whose session it is, or ""
    {"reset_link": name}                            a token of Django's own password reset
    {"takes_reset_link": name, "token": …}          true or false
"""
import json
import os
import sys

from django.http import HttpResponse
from django.urls import path

DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", **json.loads(os.environ["DATABASE"])}}
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.Argon2PasswordHasher"]
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "of a test"
ROOT_URLCONF = "django_shop"

urlpatterns = [path("who", lambda request: HttpResponse(request.user.get_username()))]


def answer(call):
    from django.contrib.auth.models import User
    from django.contrib.auth.tokens import default_token_generator
    from django.test import Client

    client = Client()
    match call:
        case {"sign_up": name}:
            User.objects.create_user(name, call["email"], call["password"])
        case {"sign_in": name}:
            return client.session.session_key if client.login(username=name, password=call["password"]) else None
        case {"who": session}:
            client.cookies["sessionid"] = session
            return client.get("/who").content.decode()
        case {"reset_link": name}:
            return default_token_generator.make_token(User.objects.get(username=name))
        case {"takes_reset_link": name}:
            return default_token_generator.check_token(User.objects.get(username=name), call["token"])


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "django_shop"
    django.setup()
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))))
