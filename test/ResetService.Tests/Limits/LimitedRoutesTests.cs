using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Hosting;
using ResetService.Limits;
using ResetService.Partners;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Limits;

internal sealed class LimitedRoutesTests() : ResetTest(Parts.Embedded)
{
    [Test]
    [Property("Checklist", "D5")]
    public void Every_route_of_the_API_has_a_limit()
    {
        var routes = Api.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.TrimStart('/').StartsWith("v1/", StringComparison.Ordinal)).ToArray();

        Assert.That(routes, Is.Not.Empty);
        Assert.That(routes.Where(route => route.Metadata.GetMetadata<LimitPolicy>() is not { Limits.Length: > 0 }).Select(route => route.DisplayName), Is.Empty);

        // The way past the human check: each call of it counts for the partner as well.
        var withKey = routes.Where(route => route.Metadata.GetMetadata<TakesApiKey>() is not null).ToArray();
        var http = new DefaultHttpContext();
        http.Features.Set(new Caller("erp", Calls: new Partner().Calls));

        Assert.That(withKey.Select(route => route.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName), Is.EquivalentTo(PartnerServices.Operations));
        Assert.That(withKey.Select(route => route.Metadata.GetRequiredMetadata<LimitPolicy>().ChargesOf(http).Last().Limit.Name), Has.All.EqualTo("partner-calls"));
    }

    [Test]
    public void Every_limit_counts_under_a_name_of_its_own()
    {
        var owners = new[] { typeof(LimitPolicy), typeof(TicketLimits), typeof(WrongCodes) };
        var fields = owners.SelectMany(owner => owner.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)).Select(field => field.GetValue(null)).ToArray();
        var partner = new Caller("erp", Calls: new Partner().Calls, Tickets: new Partner().Tickets);

        var limits = fields.OfType<LimitPolicy>().SelectMany(policy => policy.Limits).Select(charged => charged.Limit)
            .Concat(fields.OfType<Limit>())
            .Concat(PartnerLimits.Calls(partner).Concat(PartnerLimits.Tickets(partner)).Select(charged => charged.Limit)).ToArray();

        Assert.That(limits, Has.Length.GreaterThan(15));
        Assert.That(limits.Select(limit => limit.Name), Is.Unique.And.All.Match(@"^[a-z]+(-[a-z]+)*\z"));
    }
}
