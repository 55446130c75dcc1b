"""CSRF on every form, and headers that let nothing foreign run."""

from flask import Flask, Response, g, request
from flask_wtf import CSRFProtect
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

csrf = CSRFProtect()
FOR_CUSTOMERS = ("/p/", "/bay/", "/visit/")  # opened by a link or a sign: no search engine’s business


def init_app(app: Flask) -> None:
    csrf.init_app(app)
    headers = _headers(over_https=app.config["SESSION_COOKIE_SECURE"])

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in headers.headers.items():
            response.headers.setdefault(name, value)
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "private, no-store")
        if request.path.startswith(FOR_CUSTOMERS):
            response.headers["X-Robots-Tag"] = "noindex"
        if g.get("may_locate"):
            allowed = response.headers["Permissions-Policy"].replace("geolocation=()", "geolocation=(self)")
            response.headers["Permissions-Policy"] = allowed
        return response


def may_locate() -> None:
    """The page of this answer may ask the browser where it is, when somebody taps that."""
    g.may_locate = True


def _headers(*, over_https: bool) -> Secure:
    policy = ContentSecurityPolicy().default_src("'none'").script_src("'self'").style_src("'self'")
    policy = policy.img_src("'self'", "data:").connect_src("'self'").font_src("'self'")
    policy = policy.manifest_src("'self'").worker_src("'self'").form_action("'self'")
    policy = policy.base_uri("'none'").frame_ancestors("'none'").object_src("'none'")
    return Secure(
        csp=policy,
        coop=CrossOriginOpenerPolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation("()").microphone("()").camera("self"),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
        hsts=StrictTransportSecurity().max_age(31_536_000) if over_https else None,
    )
