using System.ComponentModel.DataAnnotations;

namespace ResetService.Hosting;

/// <summary>Which part of the service this process is.</summary>
internal enum Role
{
    /// <summary>Endpoints and workers.</summary>
    All,

    /// <summary>Endpoints alone.</summary>
    Api,

    /// <summary>Mail and outbox workers alone, with the health endpoints.</summary>
    Worker,
}

/// <summary>The settings that belong to no folder; they stand at the top level.</summary>
internal sealed record ServiceOptions : IValidatableObject
{
    /// <summary>Where customers reach the service. Links in mails and problem types come from here, never from a request's headers.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Hosts to answer under beside PublicUrl's, separated by semicolons; <c>*.example.com</c> stands for all below.</summary>
    public string? AllowedHosts { get; init; }

    /// <summary>Whether /swagger shows the contract as a page; unset, it does in Development.</summary>
    public bool? SwaggerUi { get; init; }

    /// <summary>Whether Redis and Postgres on other machines may be talked to without TLS. Read where their connection strings are checked, by commands too.</summary>
    public bool AllowPlaintextServers { get; init; }

    public Role Role { get; init; }

    public IEnumerable<string> Hosts => ExtraHosts.Prepend(PublicUrl!.Host);

    private string[] ExtraHosts => AllowedHosts?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var development = validationContext.GetRequiredService<IHostEnvironment>().IsDevelopment();
        if (PublicUrl is not { IsAbsoluteUri: true }) yield return new("must be the absolute URL where customers reach the service.", [nameof(PublicUrl)]);
        else if (PublicUrl.Scheme != Uri.UriSchemeHttps && !development) yield return new("must be https outside Development.", [nameof(PublicUrl)]);
        else if (!PublicUrl.AbsolutePath.EndsWith('/')) yield return new("must end in a slash where it has a path.", [nameof(PublicUrl)]);

        if (!development && ExtraHosts.Contains("*")) yield return new("must list hosts; * is for Development.", [nameof(AllowedHosts)]);
    }
}
