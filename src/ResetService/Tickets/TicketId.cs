using System.Buffers.Text;
using System.Security.Cryptography;
using ResetService.Hosting;

namespace ResetService.Tickets;

/// <summary>Names one reset in progress: its address's tag and 128 random bits, 32 characters of base64url. No secret.</summary>
/// <remarks>Printing one prints the random part alone, so that logs can't tell which tickets share an address.</remarks>
internal readonly record struct TicketId
{
    /// <summary>As openapi.yaml has it.</summary>
    public const string Pattern = Keys.TaggedIdPattern;

    private const int TagLength = Keys.TagLength;
    private const int RandomBytes = 16;
    private const int Length = Keys.TaggedIdLength;
    private const int Partitions = 16;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private readonly string? value;

    private TicketId(string? value) => this.value = value;

    /// <summary>The whole id, for the API and for Redis; empty when what a caller sent can't be one.</summary>
    public string Value => value ?? "";

    public bool IsWellFormed => value is not null;

    public string Tag => Value[..TagLength];

    /// <summary>The slot that all keys of the address share, 0 to 15.</summary>
    public int Partition => PartitionOf(Tag);

    public static IEnumerable<int> AllPartitions => Enumerable.Range(0, Partitions);

    public static TicketId Draw(string tag) => new(tag + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes)));

    public static TicketId Read(string? text) => new(text is { Length: Length } && text.All(Secret.IsBase64Url) ? text : null);

    /// <summary>Takes anything from a route: an id that can't be one is answered like one that is unknown.</summary>
    public static bool TryParse(string? text, out TicketId id)
    {
        id = Read(text);
        return true;
    }

    public override string ToString() => IsWellFormed ? Value[TagLength..] : "(malformed)";

    private static int PartitionOf(string tag) => Alphabet.IndexOf(tag[0], StringComparison.Ordinal) % Partitions;
}
