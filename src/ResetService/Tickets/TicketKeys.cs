using StackExchange.Redis;

namespace ResetService.Tickets;

/// <summary>The names of the keys. All that belong to an address share a hash tag, so that each step is one script on one slot.</summary>
internal static class TicketKeys
{
    public static RedisKey Ticket(TicketId id) => $"{Slot(id.Partition)}:ticket:{id.Value}";

    public static RedisKey Link(TicketId id) => $"{Slot(id.Partition)}:link:{id.Value}";

    /// <summary>Wrong tries of the address in a day.</summary>
    public static RedisKey Guesses(TicketId id) => $"{Slot(id.Partition)}:guesses:{id.Tag}";

    /// <summary>Mails to the address in an hour.</summary>
    public static RedisKey HourlySends(TicketId id) => $"{Slot(id.Partition)}:sends:{id.Tag}:hour";

    /// <summary>Mails to the address in a day.</summary>
    public static RedisKey DailySends(TicketId id) => $"{Slot(id.Partition)}:sends:{id.Tag}:day";

    /// <summary>Support cases of the address in a day.</summary>
    public static RedisKey Cases(TicketId id) => $"{Slot(id.Partition)}:cases:{id.Tag}";

    /// <summary>When the address last completed a reset.</summary>
    public static RedisKey Epoch(TicketId id) => $"{Slot(id.Partition)}:epoch:{id.Tag}";

    public static RedisKey Mail(int partition) => $"{Slot(partition)}:mail";

    public static RedisKey DeadMail(int partition) => $"{Slot(partition)}:dead";

    /// <summary>What is to be told of tickets.</summary>
    public static RedisKey Events(int partition) => $"{Slot(partition)}:events";

    private static string Slot(int partition) => $"reset:{{{partition}}}";
}
